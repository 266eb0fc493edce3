// The update of Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019), for optimizer.cu and
// for the update that ends a training step, update.cu.
#pragma once

#include "noise.cuh"
#include "pack.cuh"

/** Numbers of the optimiser; the corrections follow from the step. */
struct AdamConstants {
  float beta1;
  float beta2;
  float rest1;  // 1 - beta1
  float rest2;
  float epsilon;
  float weight_decay;
};

/** 1 / (1 - beta^steps), the power by squaring. */
DEVICE float bias_correction(float beta, unsigned long long steps) {
  double power = 1;
  for (double square = beta; steps > 0; steps >>= 1, square *= square) {
    if (steps & 1) {
      power *= square;
    }
  }
  return (float)(1 / (1 - power));
}

/** p -= learningRate (mHat / (sqrt(vHat) + epsilon) + weightDecay p). */
struct AdamRule {
  AdamConstants c;
  float rate;
  float correction1;
  float correction2;

  template <int N>
  __device__ __forceinline__ void update(float (&p)[N], const float (&g)[N], float (&m)[N],
                                         float (&v)[N]) const {
#pragma unroll
    for (int k = 0; k < N; k++) {
      m[k] = fmaf(c.rest1, g[k], c.beta1 * m[k]);
      v[k] = fmaf(c.rest2 * g[k], g[k], c.beta2 * v[k]);
      float step = m[k] * correction1 / (sqrtf(v[k] * correction2) + c.epsilon);
      p[k] = fmaf(-rate, fmaf(c.weight_decay, p[k], step), p[k]);
    }
  }
};

/** The rule of this step; all threads of a block must call. */
DEVICE AdamRule adam_rule(const AdamConstants& constants, const unsigned* state) {
  SHARED(float, corrections, 2);
  if (threadIdx.x < 2) {
    float beta = threadIdx.x == 0 ? constants.beta1 : constants.beta2;
    corrections[threadIdx.x] = bias_correction(beta, state[STEP] + 1ull);
  }
  __syncthreads();
  return AdamRule{constants, __uint_as_float(state[LEARNING_RATE]), corrections[0], corrections[1]};
}
