package dev.credence.model;

import dev.credence.data.DataException;
import dev.credence.data.RowsException;
import java.util.Arrays;
import java.util.List;

/**
 * Rows as a user has them: not standardised, in float64. The arrays are not copied.
 *
 * @param features names of the input columns
 * @param targets names of the target columns; one for a classification
 * @param classes class labels in index order; empty for a regression
 * @param rows number of examples n
 * @param inputs (n, K) row-major
 * @param values targets (n, D) row-major; class indices (n) for a classification
 * @param weights example weights (n), of which only ratios count, or null for equal ones
 */
public record TrainingSet(
    List<String> features,
    List<String> targets,
    List<String> classes,
    int rows,
    double[] inputs,
    double[] values,
    double[] weights) {
  /**
   * Checks names, sizes and numbers.
   *
   * @throws DataException naming row and column of the first bad number, as {@link RowsException}
   */
  public TrainingSet {
    features = List.copyOf(features);
    targets = List.copyOf(targets);
    classes = List.copyOf(classes);
    if (rows < 1 || features.isEmpty() || targets.isEmpty()) {
      throw new DataException("there is nothing to train on: no rows, no inputs or no targets");
    }
    if (inputs.length != (long) rows * features.size()
        || values.length != (long) rows * targets.size()
        || weights != null && weights.length != rows) {
      throw new IllegalArgumentException(
          "%d inputs, %d targets and %s weights do not match %d rows of %d and %d columns"
              .formatted(
                  inputs.length,
                  values.length,
                  weights == null ? "no" : weights.length,
                  rows,
                  features.size(),
                  targets.size()));
    }
    checkFinite(features, inputs);
    checkFinite(targets, values);
    if (weights != null) {
      checkWeights(weights);
    }
    if (!classes.isEmpty()) {
      checkClasses(targets, classes, values);
    }
  }

  /** A regression without example weights. */
  public static TrainingSet regression(
      List<String> features, List<String> targets, double[] inputs, double[] values) {
    int rows = inputs.length / Math.max(1, features.size());
    return new TrainingSet(features, targets, List.of(), rows, inputs, values, null);
  }

  /** A classification without example weights; {@code indices} (n) count into {@code classes}. */
  public static TrainingSet classification(
      List<String> features, String target, List<String> classes, double[] inputs, int[] indices) {
    double[] values = Arrays.stream(indices).asDoubleStream().toArray();
    return new TrainingSet(
        features, List.of(target), classes, indices.length, inputs, values, null);
  }

  /** The same rows with example weights. */
  public TrainingSet withWeights(double[] other) {
    return new TrainingSet(features, targets, classes, rows, inputs, values, other);
  }

  /** Whether the target is a class. */
  public boolean isClassification() {
    return !classes.isEmpty();
  }

  /** Some of the rows, by index. */
  public TrainingSet rows(int[] chosen) {
    return new TrainingSet(
        features,
        targets,
        classes,
        chosen.length,
        pick(inputs, features.size(), chosen),
        pick(values, targets.size(), chosen),
        weights == null ? null : pick(weights, 1, chosen));
  }

  private static double[] pick(double[] values, int columns, int[] chosen) {
    double[] picked = new double[Math.multiplyExact(chosen.length, columns)];
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(values, chosen[i] * columns, picked, i * columns, columns);
    }
    return picked;
  }

  private static void checkFinite(List<String> names, double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw RowsException.ofCell(
            i / names.size(), names.get(i % names.size()), values[i] + " is not a finite number");
      }
    }
  }

  private static void checkWeights(double[] weights) {
    for (int i = 0; i < weights.length; i++) {
      if (!(weights[i] >= 0) || !Double.isFinite(weights[i])) {
        throw RowsException.ofRow(
            i, weights[i] + " is no example weight, which is a finite number of at least 0");
      }
    }
  }

  private static void checkClasses(List<String> targets, List<String> classes, double[] values) {
    if (targets.size() != 1 || classes.size() < 2) {
      throw new DataException("a classification needs one target column and at least two classes");
    }
    for (int i = 0; i < values.length; i++) {
      if (values[i] != Math.rint(values[i]) || values[i] < 0 || values[i] >= classes.size()) {
        throw RowsException.ofCell(
            i,
            targets.get(0),
            "%s is not the index of one of %d classes".formatted(values[i], classes.size()));
      }
    }
  }
}
