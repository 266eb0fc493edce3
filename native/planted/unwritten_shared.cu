// One element of shared memory is read that nobody has written.
// Found by: checked address
#include "device.cuh"

KERNEL(unwritten_shared, 64, Matrix x, Matrix y, float* scratch) {
  SHARED(float, tile, 64);
  if (threadIdx.x > 0) {
    tile[threadIdx.x] = x.data[global_thread()];
  }
  __syncthreads();
  y.data[global_thread()] = tile[threadIdx.x];  // BUG
}
