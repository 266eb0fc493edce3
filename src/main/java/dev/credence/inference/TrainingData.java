package dev.credence.inference;

import java.util.List;

/**
 * Rows of standardised inputs and targets; the arrays are not copied.
 *
 * @param rows number of examples n
 * @param inputs (n, K) row-major
 * @param targets (T, n, D) row-major; class indices for a categorical likelihood
 * @param weights example weights (n), or null for 1
 * @param targetSets sets T of targets: 1, or one for every member that is trained
 */
public record TrainingData(
    int rows, float[] inputs, float[] targets, float[] weights, int targetSets) {
  public TrainingData {
    if (rows < 1) {
      throw new IllegalArgumentException("there are no rows of data");
    }
    if (targetSets < 1) {
      throw new IllegalArgumentException("there must be a set of targets, not " + targetSets);
    }
    if (inputs.length % rows != 0 || targets.length % ((long) rows * targetSets) != 0) {
      throw new IllegalArgumentException(
          "%d inputs and %d sets of %d targets do not divide into %d rows"
              .formatted(inputs.length, targetSets, targets.length / targetSets, rows));
    }
    if (weights != null && weights.length != rows) {
      throw new IllegalArgumentException(
          "%d example weights do not match %d rows".formatted(weights.length, rows));
    }
    checkFinite("input", inputs, rows);
    checkFinite("target", targets, rows * targetSets);
    if (weights != null) {
      checkFinite("example weight", weights, rows);
    }
  }

  /** One set of targets. */
  public TrainingData(int rows, float[] inputs, float[] targets, float[] weights) {
    this(rows, inputs, targets, weights, 1);
  }

  /**
   * The same rows with targets of its own for every member, so that one program trains a scan over
   * what is learned, such as the noise of labels.
   *
   * @param sets one array (n, D) per member
   */
  public TrainingData withTargets(List<float[]> sets) {
    int length = sets.get(0).length;
    float[] all = new float[Math.multiplyExact(sets.size(), length)];
    for (int m = 0; m < sets.size(); m++) {
      if (sets.get(m).length != length) {
        throw new IllegalArgumentException(
            "%d targets of member %d do not match the %d of member 0"
                .formatted(sets.get(m).length, m, length));
      }
      System.arraycopy(sets.get(m), 0, all, m * length, length);
    }
    return new TrainingData(rows, inputs, all, weights, sets.size());
  }

  /** Input columns K. */
  public int inputColumns() {
    return inputs.length / rows;
  }

  /** Target columns D. */
  public int targetColumns() {
    return targets.length / targetSets / rows;
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
