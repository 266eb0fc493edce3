// The threads of one running block, and how they wait for each other.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

namespace emulator {

struct dim3 {
  unsigned x = 1, y = 1, z = 1;
};

class SharedMemory;

/** What the threads of a block share. */
struct Block {
  const char* kernel;
  dim3 grid;
  dim3 threads;
  dim3 index;
  SharedMemory* shared;

  unsigned count() const { return threads.x * threads.y * threads.z; }
};

/** One thread of the running block. */
struct Thread {
  Block* block;
  dim3 thread;
  unsigned number;  // within the block
  // What it has given to tensor cores and not yet waited for.
  std::vector<std::function<void()>> products = {};
  bool fenced = true;     // whether a fence follows all that it wrote for tensor cores
  bool unfenced_at_barrier = false;

  int lane() const { return (int)(number & 31); }
};

/** The thread that is running. */
Thread& self();

/** The same; null outside a launch. */
const Thread* running();

/** Waits for every thread of the block; all must wait at the same place in the code. */
void block_barrier(const char* file, int line);

/** Waits for every thread of the warp. */
void warp_barrier(const char* file, int line);

void fence();

/** Gives `mine` to the other lanes of the warp, and takes what lane `lane` gives; up to 16 bytes. */
void exchange(const void* mine, void* theirs, size_t bytes, int lane);

/** What lane `lane` of this thread's warp passes as `value`. */
template <class T>
T exchange(T value, int lane) {
  static_assert(sizeof(T) <= 16, "a shuffle moves at most 16 bytes");
  T result;
  exchange(&value, &result, sizeof value, lane);
  return result;
}

/** What a lane may show to its warp at once. */
constexpr size_t SLOT_BYTES = 32;

/**
 * Shows up to SLOT_BYTES to the warp and copies what all 32 lanes show, one after the other; every
 * lane takes part.
 */
void exchange_all(const void* mine, void* theirs, size_t bytes);

/** Runs all blocks of a grid with bytes of shared memory from the launch; every thread runs the body once. */
void run_blocks(const char* kernel, dim3 grid, unsigned threads, unsigned shared_bytes,
                const std::function<void()>& body);

/** Ends the launch: run_blocks throws a Fault with this text. */
[[noreturn]] void abandon(const std::string& text);

/** Ends the launch with an error that names the running kernel. */
[[noreturn]] void fault(const char* format, ...);

/** Ends the launch where an address is not a multiple of the size of what is moved. */
inline void check_aligned(const void* address, size_t bytes) {
  if (reinterpret_cast<uintptr_t>(address) % bytes != 0) {
    fault("%zu bytes at address %p are not aligned", bytes, address);
  }
}

}  // namespace emulator
