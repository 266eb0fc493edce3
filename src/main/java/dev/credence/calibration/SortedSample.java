package dev.credence.calibration;

import java.util.Arrays;

/** Order statistics of a sample. */
final class SortedSample {
  /** Probability below one standard deviation under the mean, for the 16-84 % central interval. */
  private static final double LOWER = StandardNormal.cdf(-1);

  private final double[] sorted;

  SortedSample(double[] values) {
    sorted = values.clone();
    Arrays.sort(sorted);
  }

  /** Linear interpolation between order statistics at (n - 1) p. */
  double quantile(double p) {
    double position = p * (sorted.length - 1);
    int below = Math.min((int) position, sorted.length - 1);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  /** Half the length of the 16-84 % interval: the standard deviation of a Gaussian. */
  double halfCentralInterval() {
    return 0.5 * (quantile(1 - LOWER) - quantile(LOWER));
  }

  /** Influence values of {@link #halfCentralInterval}, in the order of {@code values}. */
  double[] halfCentralIntervalInfluence(double[] values) {
    double low = quantile(LOWER);
    double high = quantile(1 - LOWER);
    double lowSparsity = sparsity(LOWER);
    double highSparsity = sparsity(1 - LOWER);
    double[] influence = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      double atHigh = (1 - LOWER) - (values[i] <= high ? 1 : 0);
      double atLow = LOWER - (values[i] <= low ? 1 : 0);
      influence[i] = 0.5 * (atHigh * highSparsity - atLow * lowSparsity);
    }
    return influence;
  }

  /** 1/density at quantile p by a difference quotient with Bofinger's (1975) bandwidth. */
  private double sparsity(double p) {
    double z = StandardNormal.quantile(p);
    double density = StandardNormal.density(z);
    double shape = 4.5 * Math.pow(density, 4) / Math.pow(2 * z * z + 1, 2);
    double bandwidth = Math.min(Math.pow(shape / sorted.length, 0.2), 0.95 * Math.min(p, 1 - p));
    return (quantile(p + bandwidth) - quantile(p - bandwidth)) / (2 * bandwidth);
  }

  /** Where the empirical distribution function is farthest from N(0,1), and by how much. */
  Gap largestGapToStandardNormal() {
    int n = sorted.length;
    Gap gap = new Gap(0, 0, false);
    for (int i = 0; i < n; i++) {
      double normal = StandardNormal.cdf(sorted[i]);
      double above = (i + 1.0) / n - normal;
      double below = normal - (double) i / n;
      if (above > gap.distance) {
        gap = new Gap(above, sorted[i], true);
      }
      if (below > gap.distance) {
        gap = new Gap(below, sorted[i], false);
      }
    }
    return gap;
  }

  /**
   * @param distance the Kolmogorov-Smirnov distance
   * @param at the point
   * @param inclusive whether the empirical function counts the values at the point itself
   */
  record Gap(double distance, double at, boolean inclusive) {
    /** Influence values of the distance: the indicator whose mean it is (Raghavachari 1973). */
    double[] influence(double[] values) {
      double[] counted = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        counted[i] = values[i] < at || (inclusive && values[i] == at) ? 1 : 0;
      }
      return counted;
    }
  }
}
