package dev.credence.calibration;

import org.apache.commons.statistics.distribution.GammaDistribution;

/**
 * Counts in equal bins, with Poisson errors for plotting.
 *
 * @param edges bin edges, one more than bins; a bin holds its lower edge, the last bin both
 * @param counts values per bin
 * @param underflow values below the first edge
 * @param overflow values above the last edge
 */
public record Histogram(double[] edges, long[] counts, long underflow, long overflow) {
  private static final double ONE_SIGMA = StandardNormal.cdf(1);

  public static Histogram of(double[] values, double low, double high, int bins) {
    if (!(low < high) || bins < 1) {
      throw new IllegalArgumentException(
          "a histogram needs low < high and bins >= 1, not "
              + low
              + ", "
              + high
              + ", "
              + bins
              + ".");
    }
    Checks.finite("value", values);
    double[] edges = new double[bins + 1];
    for (int i = 0; i <= bins; i++) {
      edges[i] = low + (high - low) * i / bins;
    }
    edges[bins] = high;
    long[] counts = new long[bins];
    long underflow = 0;
    long overflow = 0;
    for (double value : values) {
      if (value < low) {
        underflow++;
      } else if (value > high) {
        overflow++;
      } else {
        counts[Math.min(bins - 1, (int) ((value - low) / (high - low) * bins))]++;
      }
    }
    return new Histogram(edges, counts, underflow, overflow);
  }

  /** All values, those outside included. */
  public long total() {
    long total = underflow + overflow;
    for (long count : counts) {
      total += count;
    }
    return total;
  }

  /** Share of all values per unit of the axis: comparable with a density. */
  public double density(int bin) {
    return counts[bin] * scale(bin);
  }

  /** Lower end of the central 68.3 % Poisson interval (Garwood 1936), as a density. */
  public double densityLow(int bin) {
    return counts[bin] == 0 ? 0 : gammaQuantile(counts[bin], 1 - ONE_SIGMA) * scale(bin);
  }

  /** Upper end of the central 68.3 % Poisson interval (Garwood 1936), as a density. */
  public double densityHigh(int bin) {
    return gammaQuantile(counts[bin] + 1.0, ONE_SIGMA) * scale(bin);
  }

  private double scale(int bin) {
    return 1 / (total() * (edges[bin + 1] - edges[bin]));
  }

  private static double gammaQuantile(double shape, double p) {
    return GammaDistribution.of(shape, 1).inverseCumulativeProbability(p);
  }
}
