// Writes a tensor that the operation only reads.
// Found by: checked
#include "device.cuh"

KERNEL(write_to_operand, 64, Matrix x, Matrix y, float* scratch) {
  x.data[global_thread()] = 1.0f;  // BUG
}
