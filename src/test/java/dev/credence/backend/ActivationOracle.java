package dev.credence.backend;

import dev.credence.op.Activation;

/** Activation functions and slopes in float64, by other formulas than the backends use. */
final class ActivationOracle {
  private ActivationOracle() {}

  static Num value(Activation function, double x) {
    return switch (function) {
      case RELU -> Num.of(x > 0 ? x : 0);
      case LEAKY_RELU -> x > 0 ? Num.of(x) : rounded(0.01f * x, 0);
      case TANH -> rounded(tanh(x), 0);
      // The two halves of 1 + erf cancel: absolute error of one rounding of x.
      case GELU -> rounded(x * phi(x), Num.U * Math.abs(x));
      case ELU -> rounded(x > 0 ? x : Math.expm1(x), 0);
      case SILU -> rounded(x / (1 + Math.exp(-x)), 0);
      case SIGMOID -> rounded(sigmoid(x), 0);
      case SOFTPLUS -> rounded(x > 30 ? x + Math.exp(-x) : Math.log1p(Math.exp(x)), 0);
    };
  }

  static Num slope(Activation function, double x) {
    double s = sigmoid(x);
    return switch (function) {
      case RELU -> Num.of(x > 0 ? 1 : 0);
      case LEAKY_RELU -> Num.of(x > 0 ? 1 : 0.01f);
      case TANH -> rounded(4 * sigmoid(2 * x) * sigmoid(-2 * x), 2 * Num.U);
      case GELU -> rounded(phi(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI), 8 * Num.U);
      case ELU -> rounded(x > 0 ? 1 : Math.exp(x), 0);
      // s (1 + x (1 - s)) passes through zero near x = -1.28.
      case SILU ->
          rounded(s + x * s * sigmoid(-x), 8 * Num.U * s * (1 + Math.min(Math.abs(x), 32)));
      // The usual s (1 - s) loses the far right tail.
      case SIGMOID -> rounded(s * sigmoid(-x), 2 * Num.U * s);
      case SOFTPLUS -> rounded(s, 0);
    };
  }

  private static Num rounded(double f, double more) {
    return new Num(f, Num.ELEMENTARY * Math.abs(f) + more);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double tanh(double x) {
    double e = Math.expm1(2 * Math.abs(x));
    return Double.isInfinite(e) ? Math.signum(x) : Math.signum(x) * e / (e + 2);
  }

  /** The normal distribution function: series below 3, continued fraction above. */
  static double phi(double x) {
    double z = Math.abs(x);
    double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    double upper;
    if (z < 3) {
      double term = z;
      double sum = z;
      for (int k = 1; k < 100; k++) {
        term *= z * z / (2 * k + 1);
        sum += term;
      }
      upper = 0.5 - density * sum;
    } else {
      double fraction = 0;
      for (int k = 100; k >= 1; k--) {
        fraction = k / (z + fraction);
      }
      upper = density / (z + fraction);
    }
    return x > 0 ? 1 - upper : upper;
  }
}
