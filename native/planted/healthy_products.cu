// Nothing is wrong with this product by a warpgroup.
// Found by:
#include "products.h"

KERNEL(healthy_products, 64, Matrix x, Matrix y, float* scratch) {
  Factors factors = write_factors(x);
  publish_products();
  __syncthreads();
  begin_products();
  y.data[global_thread()] = multiply(factors);
}
