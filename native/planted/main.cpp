// Runs one kernel that has one bug, or healthy, which has none; `leak` forgets to give memory back.
// Ends with status 1 where the bug is found. ci/sanitize runs all of them.
#include <cstdio>
#include <numeric>

#include "emulator/launch.h"
#include "replay/replay.h"

namespace {

constexpr unsigned THREADS = 64;
constexpr unsigned BLOCKS = 2;
constexpr int ELEMENTS = THREADS * BLOCKS;

/** Matrix of kernels/device.cuh. */
struct Matrix {
  char* data;
  long long stride;
  int replicas, rows, columns, accumulate;
};

/** Addresses of the memory of a launch that nobody recorded. */
char* address(size_t number) { return reinterpret_cast<char*>(0x10000 * (number + 1)); }

TracedRegion region(const char* name, size_t number, emulator::Access access) {
  std::vector<float> numbers(ELEMENTS);
  std::iota(numbers.begin(), numbers.end(), 0.0f);
  auto* bytes = reinterpret_cast<const char*>(numbers.data());
  long long size = ELEMENTS * (long long)sizeof(float);
  TracedRegion result;
  result.name = name;
  result.layout = {address(number), size, 1, size, access};
  if (access != emulator::Access::UNWRITTEN) result.before.assign(bytes, bytes + size);
  return result;
}

/** kernel(x, y, scratch), each of as many elements as there are threads. */
TracedLaunch launch_of(const char* kernel) {
  TracedLaunch launch;
  launch.kernel = kernel;
  launch.letters = "MMp";
  launch.origin = "planted x, y";
  launch.grid.x = BLOCKS;
  launch.threads = THREADS;
  // What write_factors takes; other kernels declare their shared memory themselves.
  bool multiplies = launch.kernel.find("_products") != std::string::npos;
  launch.shared_bytes = multiplies ? 4096 : 0;
  launch.offsets = {0, sizeof(Matrix), 2 * sizeof(Matrix)};
  launch.sizes = {sizeof(Matrix), sizeof(Matrix), sizeof(char*)};
  launch.arguments.resize(2 * sizeof(Matrix) + sizeof(char*));
  for (size_t i = 0; i < 2; i++) {
    Matrix matrix{address(i), ELEMENTS, 1, 1, ELEMENTS, 0};
    memcpy(&launch.arguments[launch.offsets[i]], &matrix, sizeof matrix);
  }
  char* scratch = address(2);
  memcpy(&launch.arguments[launch.offsets[2]], &scratch, sizeof scratch);
  launch.regions = {region("x", 0, emulator::Access::READ),
                    region("y", 1, emulator::Access::READ_WRITE),
                    region("scratch", 2, emulator::Access::UNWRITTEN)};
  return launch;
}

}  // namespace

int main(int count, char** values) {
  if (count != 2) {
    fprintf(stderr, "usage: planted KERNEL\n");
    return 2;
  }
  std::string name = values[1];
  std::string problem;
  if (name == "leak") {
    emulator::allocate(1000);
    problem = emulator::unreleased();
  } else {
    name_launches_in_reports();
    problem = replay(launch_of(values[1]), Spacing::RECORDED);
  }
  if (problem.empty()) return 0;
  fprintf(stderr, "%s\n", problem.c_str());
  return 1;
}
