// sigma as a function of rho; dev.credence.op.ScaleParameterization, with the same ordinals.
#pragma once

#include "device.cuh"

enum Scale { SOFTPLUS, LOG_VARIANCE };

/** sigma(rho). */
DEVICE float sigma_of(int scale, float rho) {
  if (scale == SOFTPLUS) {
    // max(rho, 0) + log(1 + exp(-|rho|)): neither overflows nor loses small values.
    return fmaxf(rho, 0.0f) + log1pf(expf(-fabsf(rho)));
  }
  return expf(0.5f * fminf(fmaxf(rho, -20.0f), 11.0f));
}

/** d sigma / d rho. */
DEVICE float sigma_derivative(int scale, float rho) {
  if (scale == SOFTPLUS) {
    float e = expf(-fabsf(rho));
    return rho >= 0.0f ? 1.0f / (1.0f + e) : e / (1.0f + e);
  }
  return rho < -20.0f || rho > 11.0f ? 0.0f : 0.5f * expf(0.5f * rho);
}

/** Below this rho, log softplus(rho) is rho and its derivative 1 to within half a roundoff. */
constexpr float SMALL_RHO = -17.0f;

/** log sigma(rho), given sigma(rho); right also where sigma underflows. */
DEVICE float log_sigma_of(int scale, float rho, float sigma) {
  if (scale == SOFTPLUS) {
    return rho < SMALL_RHO ? rho : logf(sigma);
  }
  return 0.5f * fminf(fmaxf(rho, -20.0f), 11.0f);
}

/** d log sigma / d rho, given sigma and its derivative; right also where sigma underflows. */
DEVICE float log_sigma_derivative(int scale, float rho, float sigma, float derivative) {
  if (scale == SOFTPLUS) {
    return rho < SMALL_RHO ? 1.0f : derivative / sigma;
  }
  return rho < -20.0f || rho > 11.0f ? 0.0f : 0.5f;
}
