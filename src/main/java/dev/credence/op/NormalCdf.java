package dev.credence.op;

/** The standard normal distribution function in float64, without allocation. */
final class NormalCdf {
  private static final double SERIES_END = 0.5;
  private static final int SERIES_TERMS = 14;

  /** Step of the trapezoidal rule: its error is exp(-(pi / STEP)^2), 1e-17 relative. */
  private static final double STEP = 0.5;

  private static final int TRAPEZOIDS = 13;

  private NormalCdf() {}

  /** Phi(x), to about 1e-14 relative, also in the lower tail. */
  static double phi(double x) {
    double z = x / Math.sqrt(2);
    return z <= 0 ? upper(-z) : 1 - upper(z);
  }

  /** Density of the standard normal. */
  static double density(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  /** erfc(z) / 2 for z >= 0. */
  private static double upper(double z) {
    return z < SERIES_END ? 0.5 - series(z) : trapezoidal(z);
  }

  /** erf(z) / 2 by its Taylor series. */
  private static double series(double z) {
    double power = z;
    double sum = z;
    for (int n = 1; n < SERIES_TERMS; n++) {
      power *= -z * z / n;
      sum += power / (2 * n + 1);
    }
    return sum / Math.sqrt(Math.PI);
  }

  /**
   * The integral of exp(-t^2) / (t^2 + z^2) by the trapezoidal rule, and what its pole adds (Matta
   * and Reichel, Math. Comp. 25, 1971).
   */
  private static double trapezoidal(double z) {
    double square = z * z;
    double sum = 1 / square;
    for (int n = 1; n < TRAPEZOIDS; n++) {
      double t = n * STEP;
      sum += 2 * Math.exp(-t * t) / (t * t + square);
    }
    double rule = STEP * z * Math.exp(-square) / (2 * Math.PI) * sum;
    return z < Math.PI / STEP ? rule - 1 / Math.expm1(2 * Math.PI * z / STEP) : rule;
  }
}
