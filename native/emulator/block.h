// The threads of one running block, and how they wait for each other.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>

namespace emulator {

struct dim3 {
  unsigned x = 1, y = 1, z = 1;
};

/** What the threads of a block share. */
struct Block {
  const char* kernel;
  dim3 grid;
  dim3 threads;
  dim3 index;

  unsigned count() const { return threads.x * threads.y * threads.z; }
};

/** One thread of the running block. */
struct Thread {
  Block* block;
  dim3 thread;
  unsigned number;  // within the block

  int lane() const { return (int)(number & 31); }
};

/** The thread that is running. */
Thread& self();

/** Waits for every thread of the block; all must wait at the same place in the code. */
void block_barrier(const char* file, int line);

/** Waits for every thread of the warp. */
void warp_barrier(const char* file, int line);

void fence();

/** 16 bytes of each lane of this thread's warp, for exchanges. */
void* lane_slot(int lane);

/** What lane `lane` of this thread's warp passes as `value`. */
template <class T>
T exchange(T value, int lane) {
  static_assert(sizeof(T) <= 16, "a shuffle moves at most 16 bytes");
  memcpy(lane_slot(self().lane()), &value, sizeof value);
  warp_barrier("a shuffle", 0);
  T result;
  memcpy(&result, lane_slot(lane), sizeof result);
  warp_barrier("a shuffle", 0);
  return result;
}

/** Runs all threads of one block. */
void run_block(Block& block, const std::function<void()>& body);

/** Shared memory of a block begins unwritten; called before each block. */
void begin_shared(const Block& block);
void end_shared();

/** Ends the launch with an error that names the running kernel. */
[[noreturn]] void fault(const char* format, ...);

/** Ends the launch where an address is not a multiple of the size of what is moved. */
inline void check_aligned(const void* address, size_t bytes) {
  if (reinterpret_cast<uintptr_t>(address) % bytes != 0) {
    fault("%zu bytes at address %p are not aligned", bytes, address);
  }
}

}  // namespace emulator
