// Two blocks write one word, and nothing says which comes last.
// Found by: thread
#include "device.cuh"

KERNEL(racing_blocks, 64, Matrix x, Matrix y, float* scratch) {
  y.data[threadIdx.x] = x.data[global_thread()];  // BUG
}
