// An index of 32 bits for an element count that needs more.
// Found by: checked address
#include "device.cuh"

KERNEL(index_overflow, 64, Matrix x, Matrix y, float* scratch) {
  int rows = 1 << 16;
  int first = (rows + (int)threadIdx.x) * rows;  // BUG
  y.data[global_thread()] = x.data[first < 0 ? 0 : threadIdx.x];
}
