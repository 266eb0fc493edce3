// Uses an optional tensor without a look whether it is there.
// Found by: checked address
#include "device.cuh"

KERNEL(absent_tensor, 64, Matrix x, Matrix y, float* scratch) {
  const float* nothing = present(y) ? nullptr : y.data;
  y.data[global_thread()] = nothing[threadIdx.x];  // BUG
}
