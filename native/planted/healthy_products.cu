// Products by a warpgroup without a bug.
#include "warpgroup.cuh"

KERNEL(healthy_products, 64, Matrix x, Matrix y, float* scratch) {
  constexpr int STEP = 64 * 4;
  LAUNCHED_SHARED(a, 0, 2 * STEP);
  LAUNCHED_SHARED(b, 2 * STEP, 2 * STEP);
  for (int line = 0; line < 8; line++) {
    a[brick_word(STEP, line, threadIdx.x)] = x.data[global_thread()];
    b[brick_word(STEP, line, threadIdx.x)] = 1.0f;
  }
  float upper[16] = {}, lower[16] = {};
  publish_products();
  __syncthreads();
  begin_products();
  multiply_warpgroup_tf32<64>(upper, lower, Bricks{a, STEP}, Bricks{b, STEP});
  commit_products();
  await_products();
  y.data[global_thread()] = upper[0] + lower[0];
}
