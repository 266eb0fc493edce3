// The first thread writes the element before the tensor.
// Found by: checked address
#include "device.cuh"

KERNEL(write_outside, 64, Matrix x, Matrix y, float* scratch) {
  long long i = global_thread();
  y.data[i - 1] = x.data[i];  // BUG
}
