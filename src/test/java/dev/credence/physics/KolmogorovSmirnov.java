package dev.credence.physics;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** One-sample Kolmogorov-Smirnov distance for the statistical tests. */
final class KolmogorovSmirnov {

  /**
   * A true sample exceeds this with probability below 1e-6: sqrt(log(2 / 1e-6) / 2), by the
   * Dvoretzky-Kiefer-Wolfowitz inequality for every sample size.
   */
  static final double LIMIT = 2.694;

  private KolmogorovSmirnov() {}

  /**
   * sqrt(n) times the largest distance between the empirical and the given distribution function.
   */
  static double distance(double[] sample, DoubleUnaryOperator cdf) {
    double[] sorted = sample.clone();
    Arrays.sort(sorted);
    double n = sorted.length;
    double largest = 0;
    for (int i = 0; i < sorted.length; i++) {
      double expected = cdf.applyAsDouble(sorted[i]);
      largest = Math.max(largest, Math.max(expected - i / n, (i + 1) / n - expected));
    }
    return Math.sqrt(n) * largest;
  }
}
