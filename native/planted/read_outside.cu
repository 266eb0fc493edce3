// The last thread reads the element behind the tensor.
// Found by: checked address
#include "device.cuh"

KERNEL(read_outside, 64, Matrix x, Matrix y, float* scratch) {
  long long i = global_thread();
  y.data[i] = x.data[i + 1];  // BUG
}
