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
