// Activation functions; dev.credence.op.Activation, with the same ordinals.
#pragma once

#include "device.cuh"

enum Activation { RELU, LEAKY_RELU, TANH, GELU, ELU, SILU, SIGMOID, SOFTPLUS_ACTIVATION };

DEVICE float sigmoid(float x) {
  float e = expf(-fabsf(x));
  return x >= 0.0f ? 1.0f / (1.0f + e) : e / (1.0f + e);
}

DEVICE float activation(int function, float x) {
  switch (function) {
    // What is no number must stay none: fmaxf would make it zero.
    case RELU: return x <= 0.0f ? 0.0f : x;
    case LEAKY_RELU: return x >= 0.0f ? x : 0.01f * x;
    case TANH: return tanhf(x);
    case GELU: return x * normcdff(x);
    case ELU: return x >= 0.0f ? x : expm1f(x);
    case SILU: return x * sigmoid(x);
    case SIGMOID: return sigmoid(x);
    default: return fmaxf(x, 0.0f) + log1pf(expf(-fabsf(x)));
  }
}

/** Derivative; the kink at zero counts as the negative side. */
DEVICE float activation_derivative(int function, float x) {
  switch (function) {
    case RELU: return x > 0.0f ? 1.0f : 0.0f;
    case LEAKY_RELU: return x > 0.0f ? 1.0f : 0.01f;
    case TANH: {
      // 4 e / (1 + e)^2 with e = exp(-2 |x|) keeps its relative accuracy where 1 - tanh^2 does not.
      float e = expf(-2.0f * fabsf(x));
      return 4.0f * e / ((1.0f + e) * (1.0f + e));
    }
    case GELU: return normcdff(x) + x * 0.3989422804f * expf(-0.5f * x * x);
    case ELU: return x > 0.0f ? 1.0f : expf(x);
    case SILU: return sigmoid(x) * (1.0f + x * sigmoid(-x));
    case SIGMOID: return sigmoid(x) * sigmoid(-x);
    default: return sigmoid(x);
  }
}
