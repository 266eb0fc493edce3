package dev.credence.calibration;

import java.util.Arrays;

/**
 * Relative deviation Delta_j = (mean_j - y_j) / y_j of predictions.
 *
 * @param n number of rows
 * @param mean relative bias
 * @param width standard deviation of Delta
 * @param robustWidth half the 16-84 % interval of Delta
 */
public record RelativePrecision(int n, Estimate mean, Estimate width, Estimate robustWidth) {

  /** Delta_j of every row. */
  public static double[] deltas(double[] mean, double[] y) {
    Checks.sameLength("y", y, mean.length);
    Checks.finite("mean", mean);
    Checks.finite("y", y);
    double[] deltas = new double[y.length];
    for (int j = 0; j < y.length; j++) {
      if (y[j] == 0) {
        throw new IllegalArgumentException("y of row " + j + " is 0: Delta is not defined.");
      }
      deltas[j] = (mean[j] - y[j]) / y[j];
    }
    return deltas;
  }

  /** Over all rows. */
  public static RelativePrecision of(double[] mean, double[] y) {
    return summarise(deltas(mean, y));
  }

  /** Over the share {@code fraction} of rows with the largest targets, at least one row. */
  public static RelativePrecision ofLargest(double[] mean, double[] y, double fraction) {
    if (!(fraction > 0 && fraction <= 1)) {
      throw new IllegalArgumentException("the fraction must lie in (0, 1], not " + fraction + ".");
    }
    double[] deltas = deltas(mean, y);
    double[] sorted = y.clone();
    Arrays.sort(sorted);
    int wanted = Math.max(1, (int) Math.round(fraction * y.length));
    double threshold = sorted[y.length - wanted];
    double[] kept = new double[y.length];
    int count = 0;
    for (int j = 0; j < y.length; j++) {
      if (y[j] >= threshold) { // rows tied with the last one are kept too
        kept[count++] = deltas[j];
      }
    }
    return summarise(Arrays.copyOf(kept, count));
  }

  private static RelativePrecision summarise(double[] deltas) {
    PullSummary summary = PullSummary.of(deltas);
    return new RelativePrecision(
        summary.n(), summary.mean(), summary.width(), summary.robustWidth());
  }
}
