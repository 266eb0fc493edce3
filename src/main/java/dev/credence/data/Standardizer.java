package dev.credence.data;

import java.util.Arrays;

/**
 * Shifts and scales columns to mean 0 and population standard deviation 1 over the rows it was
 * fitted on: z = (x - mean) / scale. A constant column has scale 1. Immutable; arithmetic in
 * float64.
 */
public final class Standardizer {
  private final double[] means;
  private final double[] scales;

  private Standardizer(double[] means, double[] scales) {
    this.means = means;
    this.scales = scales;
  }

  /**
   * From stored means and scales, one of each per column.
   *
   * @throws IllegalArgumentException unless all are finite and the scales are above 0
   */
  public static Standardizer of(double[] means, double[] scales) {
    boolean sound = means.length == scales.length;
    for (int k = 0; sound && k < means.length; k++) {
      sound = Double.isFinite(means[k]) && Double.isFinite(scales[k]) && scales[k] > 0;
    }
    if (!sound) {
      throw new IllegalArgumentException(
          "a standardiser needs one finite mean and one finite scale above 0 per column, not means "
              + Arrays.toString(means)
              + " and scales "
              + Arrays.toString(scales));
    }
    return new Standardizer(means.clone(), scales.clone());
  }

  /**
   * Fits some rows of a table; {@code columns} and {@code rows} are indices into it.
   *
   * @throws DataException for text, NaN or infinity in these rows
   */
  public static Standardizer fit(Table table, int[] columns, int[] rows) {
    return fit(columns.length, rows.length, (i, k) -> table.number(columns[k], rows[i]));
  }

  /**
   * Fits rows of {@code values}, (n, columns) row-major.
   *
   * @param rows indices of the rows to fit
   * @throws DataException where a column holds NaN or infinity
   */
  public static Standardizer fit(double[] values, int columns, int[] rows) {
    return fit(columns, rows.length, (i, k) -> values[rows[i] * columns + k]);
  }

  /**
   * Fits {@code rows} rows of {@code columns} values that start {@code stride} apart.
   *
   * @throws DataException where a column holds NaN or infinity
   */
  public static Standardizer fit(float[] values, int rows, int columns, int stride) {
    return fit(columns, rows, (i, k) -> values[i * stride + k]);
  }

  private interface Cell {
    double at(int row, int column);
  }

  private static Standardizer fit(int columns, int rows, Cell values) {
    double[] means = new double[columns];
    double[] scales = new double[columns];
    for (int k = 0; k < columns; k++) {
      double largest = 0;
      for (int i = 0; i < rows; i++) {
        largest = Math.max(largest, Math.abs(values.at(i, k)));
      }
      if (!Double.isFinite(largest)) {
        throw new DataException("column number " + k + " holds NaN or infinity");
      }
      Moments moments = new Moments(largest);
      for (int i = 0; i < rows; i++) {
        moments.add(values.at(i, k));
      }
      means[k] = moments.mean();
      scales[k] = moments.scale();
    }
    return of(means, scales);
  }

  /** Number of columns. */
  public int columns() {
    return means.length;
  }

  /** A copy of the means. */
  public double[] means() {
    return means.clone();
  }

  /** A copy of the scales, all above 0. */
  public double[] scales() {
    return scales.clone();
  }

  /** Standardises in place {@code rows} rows that start {@code stride} apart. */
  public void apply(float[] values, int rows, int stride) {
    for (int row = 0; row < rows; row++) {
      for (int k = 0; k < means.length; k++) {
        int i = row * stride + k;
        values[i] = (float) ((values[i] - means[k]) / scales[k]);
      }
    }
  }

  /** Undoes {@link #apply(float[], int, int)} up to float32 rounding. */
  public void invert(float[] values, int rows, int stride) {
    for (int row = 0; row < rows; row++) {
      for (int k = 0; k < means.length; k++) {
        int i = row * stride + k;
        values[i] = (float) (values[i] * scales[k] + means[k]);
      }
    }
  }

  /**
   * Standardised rows of a table, (rows, columns) row-major. Subtracting before narrowing keeps the
   * digits of columns whose offset is large beside their spread, such as time stamps.
   *
   * @throws DataException for text, NaN, infinity or what float32 cannot hold
   */
  public float[] apply(Table table, int[] columns, int[] rows) {
    if (columns.length != means.length) {
      throw new IllegalArgumentException(
          "standardiser of " + means.length + " columns applied to " + columns.length);
    }
    float[] out = new float[Math.multiplyExact(rows.length, columns.length)];
    for (int k = 0; k < columns.length; k++) {
      for (int i = 0; i < rows.length; i++) {
        double z = (table.number(columns[k], rows[i]) - means[k]) / scales[k];
        out[i * columns.length + k] = table.narrow(z, columns[k], rows[i]);
      }
    }
    return out;
  }

  @Override
  public String toString() {
    return "Standardizer means " + Arrays.toString(means) + " scales " + Arrays.toString(scales);
  }

  /**
   * Welford's running mean and sum of squared deviations; exact for a constant column. Values are
   * divided by the power of two next to the largest, which does not round, so that no square
   * overflows or vanishes.
   */
  private static final class Moments {
    private final double unit;
    private long count;
    private double mean;
    private double squares;

    Moments(double largest) {
      int least = Double.MIN_EXPONENT; // below it, the reciprocal would be infinite
      unit = Math.scalb(1.0, Math.max(least, Math.getExponent(largest)));
    }

    void add(double value) {
      count++;
      double delta = value / unit - mean;
      mean += delta / count;
      squares += delta * (value / unit - mean);
    }

    double mean() {
      return mean * unit;
    }

    double scale() {
      double deviation = count == 0 ? 0 : unit * Math.sqrt(squares / count);
      return deviation == 0 ? 1 : deviation;
    }
  }
}
