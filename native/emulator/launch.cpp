#include "launch.h"

#include <cstdarg>

namespace emulator {

void fault(const char* format, ...) {
  char text[512];
  va_list values;
  va_start(values, format);
  vsnprintf(text, sizeof text, format, values);
  va_end(values);
  const Thread& thread = self();
  const Block& block = *thread.block;
  char place[256];
  snprintf(place, sizeof place, "%s, block (%u, %u, %u), thread %u: ", block.kernel, block.index.x,
           block.index.y, block.index.z, thread.number);
  abandon(std::string(place) + text);
}

static void check(const Kernel& kernel, dim3 grid, unsigned threads, unsigned shared_bytes,
                  const std::vector<size_t>& sizes) {
  if (threads != kernel.threads) {
    throw Fault(kernel.name + " is launched with " + std::to_string(threads) +
                " threads a block, and is declared with " + std::to_string(kernel.threads));
  }
  if (shared_bytes > 227 * 1024) {
    throw Fault(kernel.name + " is launched with " + std::to_string(shared_bytes) +
                " bytes of shared memory, and a block has at most 227 KB");
  }
  if (grid.x == 0 || grid.y == 0 || grid.z == 0 || grid.x > 0x7fffffffu || grid.y > 65535 ||
      grid.z > 65535) {
    throw Fault(kernel.name + " is launched with a grid of (" + std::to_string(grid.x) + ", " +
                std::to_string(grid.y) + ", " + std::to_string(grid.z) + ") blocks");
  }
  if (sizes != kernel.parameters) {
    std::string text = kernel.name + " is launched with arguments of";
    for (size_t size : sizes) text += " " + std::to_string(size);
    text += " bytes, and is declared with";
    for (size_t size : kernel.parameters) text += " " + std::to_string(size);
    throw Fault(text);
  }
}

void check_launched(const char* kernel, const SharedMemory& shared) {
  if (shared.launched_bytes() == shared.taken_bytes()) return;
  throw Fault(std::string(kernel) + " is launched with " + std::to_string(shared.launched_bytes()) +
              " bytes of shared memory, and takes " + std::to_string(shared.taken_bytes()));
}

void launch(const Kernel& kernel, dim3 grid, unsigned threads, unsigned shared_bytes,
            void* const* arguments, const std::vector<size_t>& sizes,
            const std::vector<Region>& regions) {
  check(kernel, grid, threads, shared_bytes, sizes);
  struct Opened {
    explicit Opened(const std::vector<Region>& regions) { open(regions); }
    ~Opened() { close(); }
  } opened(regions);
  run_blocks(kernel.name.c_str(), grid, threads, shared_bytes, [&] { kernel.call(arguments); });
}

}  // namespace emulator
