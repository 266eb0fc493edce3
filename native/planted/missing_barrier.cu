// Two threads use one word of shared memory, and no barrier lies between.
// Found by: thread
#include "device.cuh"

KERNEL(missing_barrier, 64, Matrix x, Matrix y, float* scratch) {
  SHARED(float, tile, 64);
  tile[threadIdx.x] = 0.0f;
  __syncthreads();
  tile[threadIdx.x] = x.data[global_thread()];
  y.data[global_thread()] = tile[63 - threadIdx.x];  // BUG
}
