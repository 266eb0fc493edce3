// Tensor cores read shared memory past what orders the writes of threads: a fence of its own must
// come before the barrier.
// Found by: checked address thread
#include "warpgroup.cuh"

KERNEL(missing_publish, 64, Matrix x, Matrix y, float* scratch) {
  constexpr int STEP = 64 * 4;
  LAUNCHED_SHARED(a, 0, 2 * STEP);
  LAUNCHED_SHARED(b, 2 * STEP, 2 * STEP);
  for (int line = 0; line < 8; line++) {
    a[brick_word(STEP, line, threadIdx.x)] = x.data[global_thread()];
    b[brick_word(STEP, line, threadIdx.x)] = 1.0f;
  }
  float upper[16] = {}, lower[16] = {};
  __syncthreads();
  begin_products();  // BUG
  multiply_warpgroup_tf32<64>(upper, lower, Bricks{a, STEP}, Bricks{b, STEP});
  commit_products();
  await_products();
  y.data[global_thread()] = upper[0] + lower[0];
}
