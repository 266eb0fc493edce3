// A shuffle hands a value over; it is no barrier for what else the warp has written.
// Found by: thread
#include "device.cuh"

KERNEL(missing_warp_barrier, 64, Matrix x, Matrix y, float* scratch) {
  SHARED(float, tile, 64);
  tile[threadIdx.x] = 0.0f;
  __syncthreads();
  tile[threadIdx.x] = x.data[global_thread()];
  float other = __shfl_xor_sync(0xffffffffu, 1.0f, 1);
  y.data[global_thread()] = other + tile[threadIdx.x ^ 1];  // BUG
}
