package dev.credence.report;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.GammaDistribution;

/**
 * Counts in equal bins from {@code low} to {@code high}; what falls outside is counted, not lost.
 *
 * @param counts one per bin; a bin holds its lower edge, the last one its upper edge too
 */
public record Histogram(double low, double high, long[] counts, long below, long above) {

  /** Half of the probability that a Gaussian value lies beyond one standard deviation. */
  private static final double TAIL = 0.158655253931457;

  public Histogram {
    if (!(low < high) || !Double.isFinite(high - low) || counts.length == 0) {
      throw new IllegalArgumentException(
          "histogram: no " + counts.length + " bins from " + low + " to " + high);
    }
    counts = counts.clone();
  }

  /** Fills a histogram; NaN is an error, infinities count as below or above. */
  public static Histogram of(double[] values, int bins, double low, double high) {
    long[] counts = new long[bins];
    Histogram empty = new Histogram(low, high, counts, 0, 0);
    long below = 0;
    long above = 0;
    for (int i = 0; i < values.length; i++) {
      double v = values[i];
      if (Double.isNaN(v)) {
        throw new IllegalArgumentException("histogram: value " + i + " is not a number");
      }
      if (v < low) {
        below++;
      } else if (v > high) {
        above++;
      } else {
        counts[Math.min(bins - 1, (int) ((v - low) / empty.width()))]++;
      }
    }
    return new Histogram(low, high, counts, below, above);
  }

  /**
   * A histogram whose range, symmetric about zero, covers the given fraction of the values: for
   * residuals whose scale is not known beforehand.
   */
  public static Histogram symmetric(double[] values, int bins, double fraction) {
    double[] sizes = Arrays.stream(values).map(Math::abs).sorted().toArray();
    if (sizes.length == 0 || !(fraction > 0 && fraction <= 1)) {
      throw new IllegalArgumentException(
          "histogram: no range covers " + fraction + " of " + sizes.length + " values");
    }
    double reach = sizes[(int) Math.ceil(fraction * sizes.length) - 1];
    return of(values, bins, reach > 0 ? -reach : -1, reach > 0 ? reach : 1);
  }

  @Override
  public long[] counts() {
    return counts.clone();
  }

  /** Width of a bin. */
  public double width() {
    return (high - low) / counts.length;
  }

  /** Entries in the bins and outside. */
  public long entries() {
    return Arrays.stream(counts).sum() + below + above;
  }

  /** The edges, one more than bins, ascending. */
  public double[] edges() {
    double[] edges = new double[counts.length + 1];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = low + (high - low) * i / counts.length;
    }
    return edges;
  }

  /** Lower end of the central 68 % interval for a Poisson mean (Garwood 1936). */
  static double poissonLow(long count) {
    return count == 0 ? 0 : GammaDistribution.of(count, 1).inverseCumulativeProbability(TAIL);
  }

  /** Upper end of the central 68 % interval for a Poisson mean (Garwood 1936). */
  static double poissonHigh(long count) {
    return GammaDistribution.of(count + 1.0, 1).inverseSurvivalProbability(TAIL);
  }
}
