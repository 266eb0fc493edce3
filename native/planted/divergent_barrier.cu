// Half of the block never meets the barrier.
// Found by: checked address thread
#include "device.cuh"

KERNEL(divergent_barrier, 64, Matrix x, Matrix y, float* scratch) {
  if (threadIdx.x < 32) {
    __syncthreads();  // BUG
  }
  y.data[global_thread()] = x.data[global_thread()];
}
