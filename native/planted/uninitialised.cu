// Scratch memory is read before anybody has written it.
// Found by: checked
#include "device.cuh"

KERNEL(uninitialised, 64, Matrix x, Matrix y, float* scratch) {
  long long i = global_thread();
  y.data[i] = x.data[i] + scratch[i];  // BUG
}
