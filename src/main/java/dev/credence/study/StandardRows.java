package dev.credence.study;

import dev.credence.data.Standardizer;
import dev.credence.inference.TrainingData;
import java.util.Arrays;

/**
 * Training points as programs take them.
 *
 * @param data standardised rows, with the exact log A as targets
 * @param inputs standardisation of the inputs
 * @param outputs standardisation of log A, the same for every label noise
 */
record StandardRows(TrainingData data, Standardizer inputs, Standardizer outputs) {
  static StandardRows of(AmplitudeSample sample) {
    int n = sample.points();
    int columns = sample.data().columns();
    float[] x = sample.data().inputs().clone();
    Standardizer inputs = Standardizer.fit(x, n, columns, columns);
    inputs.apply(x, n, columns);
    double[] y = sample.truth();
    double mean = Arrays.stream(y).average().orElseThrow();
    double variance = Arrays.stream(y).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    Standardizer outputs = Standardizer.of(new double[] {mean}, new double[] {Math.sqrt(variance)});
    TrainingData data = new TrainingData(n, x, standardised(outputs, y), null);
    return new StandardRows(data, inputs, outputs);
  }

  /** These labels as targets. */
  float[] targets(double[] labels) {
    return standardised(outputs, labels);
  }

  private static float[] standardised(Standardizer outputs, double[] values) {
    double mean = outputs.means()[0];
    double scale = outputs.scales()[0];
    float[] result = new float[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) ((values[i] - mean) / scale);
    }
    return result;
  }
}
