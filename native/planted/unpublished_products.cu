// Tensor cores read shared memory past what orders the writes of threads: a fence of its own must
// come before the barrier.
// Found by: checked address thread
#include "products.h"

KERNEL(unpublished_products, 64, Matrix x, Matrix y, float* scratch) {
  Factors factors = write_factors(x);
  __syncthreads();
  begin_products();  // BUG
  y.data[global_thread()] = multiply(factors);
}
