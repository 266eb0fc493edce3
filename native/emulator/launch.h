// Launching kernels by name.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "block.h"
#include "memory.h"
#include "registry.h"
#include "shared.h"

namespace emulator {

/** What is wrong with a launch, or what a kernel did wrong. */
struct Fault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/** Ends the launch where a block that has run used less shared memory than the launch brings. */
void check_launched(const char* kernel, const SharedMemory& shared);

/**
 * Runs all blocks of a launch, each with `shared_bytes` of shared memory besides what it declares.
 * `arguments` point to values of the given sizes; threads and sizes must be those that the kernel
 * was declared with. The launch may touch the regions only, or any memory where there are none.
 *
 * @throws Fault
 */
void launch(const Kernel& kernel, dim3 grid, unsigned threads, unsigned shared_bytes,
            void* const* arguments, const std::vector<size_t>& sizes,
            const std::vector<Region>& regions = {});

}  // namespace emulator
