package dev.credence.model;

import dev.credence.data.RowsException;
import dev.credence.data.Standardizer;
import dev.credence.inference.TrainingData;
import java.util.List;

/**
 * Columns as a network sees them.
 *
 * @param inputs standardisation of the inputs
 * @param outputs standardisation of the targets, null for a classification
 */
record Standardized(Standardizer inputs, Standardizer outputs) {
  /** Most standard deviations from the mean: far from what would overflow within a network. */
  private static final double FARTHEST = 1e6;

  /** Spreads of targets whose fourth powers, of which standard errors are made, are numbers. */
  private static final double SMALLEST_SPREAD = 1e-75;

  private static final double LARGEST_SPREAD = 1e75;

  /**
   * Fits both on training rows.
   *
   * @param training indices of these rows
   * @throws RowsException naming a target column of a spread that cannot be computed with
   */
  static Standardized fit(TrainingSet set, int[] training) {
    Standardizer inputs = Standardizer.fit(set.inputs(), set.features().size(), training);
    if (set.isClassification()) {
      return new Standardized(inputs, null);
    }
    Standardizer outputs = Standardizer.fit(set.values(), set.targets().size(), training);
    for (int k = 0; k < outputs.columns(); k++) {
      checkSpread(set, k, outputs.scales()[k], training);
    }
    return new Standardized(inputs, outputs);
  }

  /**
   * Looks whether all rows of a set lie where a network can be evaluated.
   *
   * @throws RowsException naming the first number that is too far from the training rows
   */
  void check(TrainingSet set) {
    check(inputs, set.features(), set.inputs());
    if (outputs != null) {
      check(outputs, set.targets(), set.values());
    }
  }

  /** Rows for a network. */
  TrainingData apply(TrainingSet set) {
    float[] weights = null;
    if (set.weights() != null) {
      weights = new float[set.rows()];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) set.weights()[i];
      }
    }
    return new TrainingData(
        set.rows(), apply(inputs, set.inputs()), apply(outputs, set.values()), weights);
  }

  private static float[] apply(Standardizer standardizer, double[] values) {
    float[] result = new float[values.length];
    double[] means = standardizer == null ? new double[1] : standardizer.means();
    double[] scales = standardizer == null ? new double[] {1} : standardizer.scales();
    for (int i = 0; i < result.length; i++) {
      int k = i % means.length;
      result[i] = (float) ((values[i] - means[k]) / scales[k]);
    }
    return result;
  }

  private static void check(Standardizer standardizer, List<String> names, double[] values) {
    double[] means = standardizer.means();
    double[] scales = standardizer.scales();
    for (int i = 0; i < values.length; i++) {
      int k = i % means.length;
      double distance = Math.abs((values[i] - means[k]) / scales[k]);
      if (!(distance <= FARTHEST)) {
        throw RowsException.ofCell(
            i / means.length,
            names.get(k),
            "%s is too far from the training rows, whose mean is %.4g and standard deviation %.4g"
                .formatted(values[i], means[k], scales[k]));
      }
    }
  }

  private static void checkSpread(TrainingSet set, int target, double spread, int[] training) {
    String name = set.targets().get(target);
    if (spread < SMALLEST_SPREAD) {
      throw RowsException.ofColumn(
          name, "the spread %.4g of the target is too small: choose other units".formatted(spread));
    }
    if (spread > LARGEST_SPREAD) {
      int columns = set.targets().size();
      int farthest = training[0];
      for (int row : training) {
        double value = Math.abs(set.values()[row * columns + target]);
        farthest = value > Math.abs(set.values()[farthest * columns + target]) ? row : farthest;
      }
      throw RowsException.ofCell(
          farthest,
          name,
          "%s is too large for a target".formatted(set.values()[farthest * columns + target]));
    }
  }
}
