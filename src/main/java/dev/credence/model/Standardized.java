package dev.credence.model;

import dev.credence.data.DataException;
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
  /** Fits both on training rows. */
  static Standardized fit(TrainingSet training) {
    return new Standardized(
        fit(training.features(), training.inputs()),
        training.isClassification() ? null : fit(training.targets(), training.values()));
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

  private static Standardizer fit(List<String> names, double[] values) {
    int columns = names.size();
    int rows = values.length / columns;
    double[] means = new double[columns];
    double[] scales = new double[columns];
    for (int k = 0; k < columns; k++) {
      double mean = 0;
      double squares = 0;
      for (int row = 0; row < rows; row++) {
        double delta = values[row * columns + k] - mean;
        mean += delta / (row + 1);
        squares += delta * (values[row * columns + k] - mean);
      }
      means[k] = mean;
      scales[k] = squares > 0 ? Math.sqrt(squares / rows) : 1;
      if (!Double.isFinite(mean) || !Double.isFinite(scales[k])) {
        throw new DataException(
            "column '%s': the numbers are too large to be standardised".formatted(names.get(k)));
      }
    }
    return Standardizer.of(means, scales);
  }
}
