// Nothing is wrong here: sums of neighbours through shared memory, a warp at a time and a block at a
// time.
// Found by:
#include "device.cuh"

KERNEL(healthy, 64, Matrix x, Matrix y, float* scratch) {
  SHARED(float, tile, 64);
  long long i = global_thread();
  tile[threadIdx.x] = x.data[i];
  __syncwarp();
  float sum = tile[threadIdx.x ^ 1];
  __syncthreads();
  sum += tile[63 - threadIdx.x];
  scratch[i] = __shfl_xor_sync(0xffffffffu, sum, 1);
  y.data[i] = scratch[i];
}
