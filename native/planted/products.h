// One product by a warpgroup, for kernels that do it rightly and wrongly.
#pragma once

#include "warpgroup.cuh"

/** 64 rows and columns, eight words deep. */
struct Factors {
  Bricks a;
  Bricks b;
};

/** Writes x times one into what the launch brings: 4 KB; nothing is published yet. */
DEVICE Factors write_factors(const Matrix& x) {
  constexpr int STEP = 64 * 4;
  LAUNCHED_SHARED(a, 0, 2 * STEP);
  LAUNCHED_SHARED(b, 2 * STEP, 2 * STEP);
  for (int line = 0; line < 8; line++) {
    a[brick_word(STEP, line, threadIdx.x)] = x.data[global_thread()];
    b[brick_word(STEP, line, threadIdx.x)] = 1.0f;
  }
  return Factors{Bricks{a, STEP}, Bricks{b, STEP}};
}

/** Two of this thread's sums, behind begin_products. */
DEVICE float multiply(const Factors& factors) {
  float upper[16] = {}, lower[16] = {};
  multiply_warpgroup_tf32<64>(upper, lower, factors.a, factors.b);
  commit_products();
  await_products();
  return upper[0] + lower[0];
}
