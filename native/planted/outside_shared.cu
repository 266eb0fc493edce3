// The last thread reads the element behind an array of shared memory.
// Found by: checked address thread
#include "device.cuh"

KERNEL(outside_shared, 64, Matrix x, Matrix y, float* scratch) {
  SHARED(float, tile, 64);
  tile[threadIdx.x] = x.data[global_thread()];
  __syncthreads();
  y.data[global_thread()] = tile[threadIdx.x + 1];  // BUG
}
