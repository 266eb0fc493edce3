// The closed-form divergence of a Gaussian weight posterior from its prior, for penalty.cu and for the
// update that ends a training step, update.cu.
#pragma once

#include "noise.cuh"
#include "pack.cuh"
#include "reduce.cuh"
#include "scale.cuh"

/** Operands of one divergence within a list. */
enum GaussianKlOperand { KL_MU, KL_RHO, KL_PRIOR, KL_VALUE, KL_DMU, KL_DRHO, KL_OPERANDS };

/** log(s / sigma) + (sigma^2 + (mu - m)^2) / (2 s^2) - 1/2. */
struct GaussianKl {
  int scale;
  float m;
  float inverse_s;
  float log_s;
  float kl_scale;

  /** Adds the terms of a few weights to `sum`; mu and rho become their gradients. */
  template <int N>
  __device__ __forceinline__ void differentiate(float (&mu)[N], float (&rho)[N], double& sum) const {
#pragma unroll
    for (int k = 0; k < N; k++) {
      float sigma = sigma_of(scale, rho[k]);
      float slope = sigma_derivative(scale, rho[k]);
      float ratio = sigma * inverse_s;
      float pull = (mu[k] - m) * inverse_s;
      float squares = 0.5f * (fmaf(pull, pull, ratio * ratio) - 1.0f);
      sum += squares + (log_s - log_sigma_of(scale, rho[k], sigma));
      // Rounded before it is added to a gradient, wherever that happens.
      mu[k] = __fmul_rn(kl_scale, pull * inverse_s);
      float inward = log_sigma_derivative(scale, rho[k], sigma, slope);
      rho[k] = __fmul_rn(kl_scale, fmaf(ratio, slope * inverse_s, -inward));
    }
  }
};

DEVICE GaussianKl gaussian_kl_of(int scale, const float* prior, const unsigned* state) {
  return GaussianKl{scale, prior[0], 1.0f / prior[1], logf(prior[1]),
                    __uint_as_float(state[KL_SCALE])};
}

/** A block's share of a list of divergences. */
struct GaussianKlPart {
  const Matrix* operands;
  int op;
  int block;   // of those of the operation
  int blocks;  // of the operation
};

/**
 * What block `x` of a grid works on, each operation having a block for each `chunk` elements; the
 * operation is number `ops`, and `block` the number of blocks beyond, where there are no more.
 */
DEVICE GaussianKlPart gaussian_kl_part(const MatrixList& list, int ops, int chunk, int x) {
  int op = 0;
  int blocks = 0;
  for (; op < ops; op++) {
    blocks = (int)((matrix_elements(list.at[op * KL_OPERANDS + KL_MU]) + chunk - 1) / chunk);
    if (x < blocks) {
      break;
    }
    x -= blocks;
  }
  return GaussianKlPart{list.at + op * KL_OPERANDS, op, x, blocks};
}

/** Adds this block's sum to the others of its operation; the last block writes the divergence. */
DEVICE void gaussian_kl_total(const GaussianKlPart& part, int q, int ops, double value,
                              double* partial, unsigned* counters) {
  double* sums = partial + (long long)q * gridDim.x + (blockIdx.x - part.block);
  unsigned* counter = counters + (long long)q * ops + part.op;
  double sum;
  if (grid_sum<256>(value, sums, counter, part.block, part.blocks, &sum) && threadIdx.x == 0) {
    *replica(part.operands[KL_VALUE], q) = (float)sum;
  }
}
