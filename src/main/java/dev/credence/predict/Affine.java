package dev.credence.predict;

import java.util.Arrays;

/** Standardisation of columns: z = (x - mean) / scale. Immutable; arithmetic in float64. */
final class Affine {
  private final double[] means;
  private final double[] scales;

  Affine(String what, double[] means, double[] scales, int columns) {
    if (means.length != columns || scales.length != columns) {
      throw new IllegalArgumentException(
          "%d means and %d scales of %s do not match %d columns"
              .formatted(means.length, scales.length, what, columns));
    }
    for (int k = 0; k < columns; k++) {
      if (!Double.isFinite(means[k]) || !(scales[k] > 0) || !Double.isFinite(scales[k])) {
        throw new IllegalArgumentException(
            "%s column %d has mean %s and scale %s".formatted(what, k, means[k], scales[k]));
      }
    }
    this.means = means.clone();
    this.scales = scales.clone();
  }

  static Affine identity(int columns) {
    double[] ones = new double[columns];
    Arrays.fill(ones, 1);
    return new Affine("identity", new double[columns], ones, columns);
  }

  int columns() {
    return means.length;
  }

  double scale(int column) {
    return scales[column];
  }

  /** May be too large for a float, and is infinite then. */
  float standardise(double value, int column) {
    return (float) ((value - means[column]) / scales[column]);
  }

  double original(double z, int column) {
    return means[column] + scales[column] * z;
  }
}
