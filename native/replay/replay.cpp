#include "replay/replay.h"

#include <cstdio>

#include "emulator/launch.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

static const TracedLaunch* current = nullptr;

std::string replay(const TracedLaunch& launch, Spacing spacing) {
  const emulator::Kernel* kernel = emulator::find_kernel(launch.kernel);
  if (!kernel) return "there is no kernel " + launch.kernel;
  Placement placement(launch, spacing);
  std::vector<char> arguments = placement.arguments();
  std::vector<void*> table;
  for (size_t offset : launch.offsets) table.push_back(&arguments[offset]);
  current = &launch;
  std::string problem;
  try {
    emulator::launch(*kernel, launch.grid, launch.threads, launch.shared_bytes, table.data(),
                     launch.sizes, placement.regions());
    problem = placement.difference();
    if (!problem.empty()) problem = launch.kernel + ": " + problem;
  } catch (const emulator::Fault& fault) {
    problem = fault.what();
  }
  current = nullptr;
  if (problem.empty()) return problem;
  problem += " [" + launch.origin;
  for (size_t i = 0; i < launch.regions.size(); i++) {
    problem += (i == 0 ? "; region " : ", region ") + std::to_string(i) + " is " +
               launch.regions[i].name;
  }
  return problem + "]";
}

static void name_launch() {
  if (!current) return;
  const emulator::Thread* thread = emulator::running();
  fprintf(stderr, "replay: this was kernel %s", current->kernel.c_str());
  if (thread) {
    const emulator::dim3& index = thread->block->index;
    fprintf(stderr, ", block (%u, %u, %u), thread %u", index.x, index.y, index.z, thread->number);
  }
  fprintf(stderr, " [%s]\n", current->origin.c_str());
}

#if defined(__SANITIZE_ADDRESS__)
extern "C" void __ubsan_on_report() { name_launch(); }
void name_launches_in_reports() { __sanitizer_set_death_callback(name_launch); }
#elif defined(__SANITIZE_THREAD__)
extern "C" void __tsan_on_report(void*) { name_launch(); }
void name_launches_in_reports() {}
#else
void name_launches_in_reports() { (void)name_launch; }
#endif
