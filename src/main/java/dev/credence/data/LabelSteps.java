package dev.credence.data;

import java.util.Arrays;

/**
 * The step of labels that are rounded, such as marks from 3 to 8. Where many rows share few values,
 * a density that may be as narrow as it likes grows without limit at those values, and learns to
 * repeat labels that it has seen instead of how far they scatter.
 */
public final class LabelSteps {
  /** Rows for each different value from which on values were rounded and did not just meet. */
  private static final int ROWS_PER_VALUE = 10;

  /** Step, in ranges of the labels, below which numbers count as continuous. */
  private static final double FINEST = 1e-4;

  /**
   * Difference, in ranges of the labels, that counts as none: above the rounding of labels that
   * were float32 numbers once, and small beside the finest step.
   */
  private static final double TOLERANCE = 1e-6;

  private LabelSteps() {}

  /**
   * The largest step of which all differences between labels are multiples; 0 where there is none,
   * or fewer than {@value #ROWS_PER_VALUE} rows share a value on average.
   *
   * @param labels (rows, columns), row-major
   */
  public static double of(double[] labels, int columns, int column) {
    double[] sorted = new double[labels.length / columns];
    for (int row = 0; row < sorted.length; row++) {
      sorted[row] = labels[row * columns + column];
    }
    Arrays.sort(sorted);
    double range = sorted[sorted.length - 1] - sorted[0];
    double step = 0;
    int values = 1;
    for (int i = 1; i < sorted.length; i++) {
      double gap = sorted[i] - sorted[i - 1];
      if (gap > 0) {
        values++;
        step = divisor(gap, step, TOLERANCE * range);
      }
    }
    boolean shared = (long) values * ROWS_PER_VALUE <= sorted.length;
    return shared && step > FINEST * range ? step : 0;
  }

  /** Standard deviation of what rounding to multiples of a step takes from a number. */
  public static double width(double step) {
    return step / Math.sqrt(12);
  }

  /** Euclid's algorithm, for numbers that are known up to a tolerance. */
  private static double divisor(double a, double b, double tolerance) {
    while (b > tolerance) {
      double rest = Math.abs(a - Math.rint(a / b) * b);
      a = b;
      b = rest;
    }
    return a;
  }
}
