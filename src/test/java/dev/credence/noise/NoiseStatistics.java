package dev.credence.noise;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;

/** Two-sided p-values of samples under their ideal distribution. */
final class NoiseStatistics {
  private static final NormalDistribution UNIT_NORMAL = NormalDistribution.of(0, 1);

  private NoiseStatistics() {}

  /** Mean of z, z^2, z^3 and z^4 against N(0,1), the smallest p-value times four. */
  static double moments(float[] z) {
    double[] sum = new double[4];
    for (float v : z) {
      double power = v;
      for (int k = 0; k < 4; k++) {
        sum[k] += power;
        power *= v;
      }
    }
    double[] mean = {0, 1, 0, 3};
    double[] variance = {1, 2, 15, 96}; // E z^2k - (E z^k)^2
    double smallest = 1;
    for (int k = 0; k < 4; k++) {
      double pull = (sum[k] / z.length - mean[k]) / Math.sqrt(variance[k] / z.length);
      smallest = Math.min(smallest, twoSided(pull));
    }
    return 4 * smallest;
  }

  /** Kolmogorov-Smirnov with the asymptotic distribution; sorts a copy. */
  static double kolmogorovSmirnov(float[] sample, DoubleUnaryOperator cdf) {
    float[] sorted = sample.clone();
    Arrays.sort(sorted);
    double n = sorted.length;
    double distance = 0;
    for (int i = 0; i < sorted.length; i++) {
      double f = cdf.applyAsDouble(sorted[i]);
      distance = Math.max(distance, Math.max(f - i / n, (i + 1) / n - f));
    }
    double lambda2 = n * distance * distance;
    double p = 0;
    for (int k = 1; k <= 100; k++) {
      p += (k % 2 == 1 ? 2 : -2) * Math.exp(-2.0 * k * k * lambda2);
    }
    return Math.min(1, p);
  }

  /** A count against the Poisson law of its expectation. */
  static double count(long observed, double expected) {
    PoissonDistribution law = PoissonDistribution.of(expected);
    int k = Math.toIntExact(observed);
    double below = law.cumulativeProbability(k);
    double above = law.survivalProbability(k - 1);
    return Math.min(1, 2 * Math.min(below, above));
  }

  /** Correlation of a and b, and of a^2 and b^2, for N(0,1); the smaller p-value times two. */
  static double correlation(float[] a, float[] b, int lag) {
    int n = a.length - lag;
    double products = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double x = a[i];
      double y = b[i + lag];
      products += x * y;
      squares += (x * x - 1) * (y * y - 1) / 2;
    }
    double root = Math.sqrt(n);
    return 2 * Math.min(twoSided(products / root), twoSided(squares / root));
  }

  /** Sum of n independent +-1. */
  static double signSum(long sum, long n) {
    return twoSided(sum / Math.sqrt(n));
  }

  /** Pearson's chi-square of equally likely cells. */
  static double equalCells(long[] counts) {
    double expected = Arrays.stream(counts).average().orElseThrow();
    double chi2 = 0;
    for (long c : counts) {
      chi2 += (c - expected) * (c - expected) / expected;
    }
    return ChiSquaredDistribution.of(counts.length - 1).survivalProbability(chi2);
  }

  private static double twoSided(double pull) {
    return 2 * UNIT_NORMAL.survivalProbability(Math.abs(pull));
  }
}
