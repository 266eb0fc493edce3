// Sums in a fixed order: the same bits for every run, whatever the order in which blocks run.
#pragma once

#include "device.cuh"

/** Sum over a warp by a butterfly: every lane gets it. */
template <class T>
DEVICE T warp_sum(T value) {
#pragma unroll
  for (int mask = 16; mask > 0; mask >>= 1) {
    value += __shfl_xor_sync(0xffffffffu, value, mask);
  }
  return value;
}

/** Sum over `lanes` neighbouring threads, a power of two up to 32; each of them gets it. */
DEVICE float lanes_sum(float value, int lanes) {
  for (int mask = lanes >> 1; mask > 0; mask >>= 1) {
    value += __shfl_xor_sync(0xffffffffu, value, mask);
  }
  return value;
}

/**
 * Sum over the THREADS threads of a block, a multiple of 32; every thread gets it. All threads must
 * call; the barriers let it be called again and again.
 */
template <int THREADS, class T>
DEVICE T block_sum(T value) {
  SHARED(T, warp_sums, THREADS / 32);
  value = warp_sum(value);
  if (threadIdx.x % 32 == 0) {
    warp_sums[threadIdx.x / 32] = value;
  }
  __syncthreads();
  T sum = 0;
#pragma unroll
  for (int w = 0; w < THREADS / 32; w++) {
    sum += warp_sums[w];
  }
  __syncthreads();
  return sum;
}

/**
 * Whether this block is the last of `blocks` that share a counter to come here; it then sees what
 * the others wrote before, and the counter is zero again. All threads must call.
 */
DEVICE bool last_block(unsigned* counter, unsigned blocks) {
  SHARED(unsigned, before, 1);
  if (threadIdx.x == 0) {
    __threadfence();
    before[0] = atomicAdd(counter, 1u);
  }
  __syncthreads();
  bool last = before[0] == blocks - 1;
  __syncthreads();
  if (last) {
    __threadfence();
    if (threadIdx.x == 0) {
      *counter = 0;
    }
  }
  return last;
}

/** Sum of `count` numbers by the THREADS threads of a block; every thread gets it. */
template <int THREADS>
DEVICE double sum_of(const double* numbers, long long count) {
  double sum = 0;
  for (long long i = threadIdx.x; i < count; i += THREADS) {
    sum += numbers[i];
  }
  return block_sum<THREADS>(sum);
}

/**
 * Sum of `value` over the threads of `blocks` blocks, this one being number `block`. True in the
 * block that comes last, whose threads all get the sum. `partial` has room for a number of each
 * block; the counter is zero before and after.
 */
template <int THREADS>
DEVICE bool grid_sum(double value, double* partial, unsigned* counter, unsigned block,
                     unsigned blocks, double* sum) {
  value = block_sum<THREADS>(value);
  if (threadIdx.x == 0) {
    partial[block] = value;
  }
  bool last = last_block(counter, blocks);
  if (last) {
    *sum = sum_of<THREADS>(partial, blocks);
  }
  return last;
}
