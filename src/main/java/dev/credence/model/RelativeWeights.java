package dev.credence.model;

import dev.credence.data.RowsException;

/**
 * Example weights without their unit: divided by the mean weight of the training rows, so that the
 * loss of a table does not depend on what its weights are measured in. Rows of weight zero count in
 * the mean.
 */
final class RelativeWeights {
  /** Far above what the largest of as many rows as an array holds can be. */
  private static final double MOST = 1e12;

  private final double largest;
  private final double mean; // in units of the largest, which keeps any weights from overflowing

  private RelativeWeights(double largest, double mean) {
    this.largest = largest;
    this.mean = mean;
  }

  /**
   * Relative to some rows of a set; weights are left alone where it has none.
   *
   * @throws RowsException where these rows all weigh nothing
   */
  static RelativeWeights to(TrainingSet set, int[] rows) {
    if (set.weights() == null) {
      return new RelativeWeights(1, 1);
    }
    double largest = 0;
    for (int row : rows) {
      largest = Math.max(largest, set.weights()[row]);
    }
    if (largest == 0) {
      throw RowsException.ofAll("all example weights of the training rows are zero");
    }
    double sum = 0;
    for (int row : rows) {
      sum += set.weights()[row] / largest;
    }
    return new RelativeWeights(largest, sum / rows.length);
  }

  /**
   * The same rows with relative weights.
   *
   * @throws RowsException naming a row whose weight is beyond comparison
   */
  TrainingSet apply(TrainingSet set) {
    if (set.weights() == null) {
      return set;
    }
    double[] relative = new double[set.rows()];
    for (int row = 0; row < relative.length; row++) {
      relative[row] = set.weights()[row] / largest / mean;
      if (!(relative[row] <= MOST)) {
        throw RowsException.ofRow(
            row,
            "%s is no example weight, since it is more than %.0e times the mean of the training rows"
                .formatted(set.weights()[row], MOST));
      }
    }
    return set.withWeights(relative);
  }
}
