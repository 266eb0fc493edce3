// The step state of a replay: words that the host has put into a ring reach the device.
//
// The host writes the state of its n-th run into slot n mod `slots` of pinned memory and launches the
// program's graph, which begins with this kernel: it copies the next slot to where all other kernels
// read, and reports how many slots have been taken, so that the host knows which it may write again.
// `slots` is a power of two: the counts wrap at 2^32. Grid: one block.
#include "device.cuh"

// Words from one slot to the next; dev.credence.backend.cuda.driver.StateRing.
static const int SLOT_WORDS = 16;

KERNEL(next_state, 32, const unsigned* ring, unsigned* reported, unsigned* taken, unsigned* state,
       int slots, int words) {
  unsigned number = *taken;
  const volatile unsigned* slot = ring + (number & (unsigned)(slots - 1)) * SLOT_WORDS;
  if ((int)threadIdx.x < words) {
    state[threadIdx.x] = slot[threadIdx.x];
  }
  // The host may write the slot again as soon as it sees the report: all words must have been read.
  __threadfence_system();
  __syncthreads();
  if (threadIdx.x == 0) {
    *taken = number + 1;
    *(volatile unsigned*)reported = number + 1;
  }
}
