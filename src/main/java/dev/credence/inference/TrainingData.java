package dev.credence.inference;

/**
 * Rows of standardised inputs and targets; the arrays are not copied.
 *
 * @param rows number of examples n
 * @param inputs (n, K) row-major
 * @param targets (n, D) row-major; class indices for a categorical likelihood
 * @param weights example weights (n), or null for 1
 */
public record TrainingData(int rows, float[] inputs, float[] targets, float[] weights) {
  public TrainingData {
    if (rows < 1) {
      throw new IllegalArgumentException("there are no rows of data");
    }
    if (inputs.length % rows != 0 || targets.length % rows != 0) {
      throw new IllegalArgumentException(
          "%d inputs and %d targets do not divide into %d rows"
              .formatted(inputs.length, targets.length, rows));
    }
    if (weights != null && weights.length != rows) {
      throw new IllegalArgumentException(
          "%d example weights do not match %d rows".formatted(weights.length, rows));
    }
    checkFinite("input", inputs, rows);
    checkFinite("target", targets, rows);
    if (weights != null) {
      checkFinite("example weight", weights, rows);
    }
  }

  /** Input columns K. */
  public int inputColumns() {
    return inputs.length / rows;
  }

  /** Target columns D. */
  public int targetColumns() {
    return targets.length / rows;
  }

  /** Sum of the example weights. */
  public double weightSum() {
    if (weights == null) {
      return rows;
    }
    double sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    return sum;
  }

  private static void checkFinite(String what, float[] values, int rows) {
    int columns = values.length / rows;
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "%s %d of row %d is %s".formatted(what, i % columns, i / columns, values[i]));
      }
    }
  }
}
