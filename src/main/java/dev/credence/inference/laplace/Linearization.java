package dev.credence.inference.laplace;

import dev.credence.backend.Backend;
import dev.credence.inference.FittedNetwork;

/** Sends unit vectors backward: the gradient of every output by all weights. */
final class Linearization {
  private static final int CHUNK = 64;

  private Linearization() {}

  /** Predicts the rows of {@code inputs} (n, K). */
  static LinearizedPrediction predict(LaplacePosterior posterior, float[] inputs, Backend backend) {
    FittedNetwork map = posterior.map();
    int width = map.network().inputs();
    if (inputs.length == 0 || inputs.length % width != 0) {
      throw new IllegalArgumentException(
          "%d inputs do not divide into rows of %d".formatted(inputs.length, width));
    }
    int n = inputs.length / width;
    int rows = Math.min(CHUNK, n);
    try (Sensitivities sensitivities =
        new Sensitivities(map.network(), map.parameters(), rows, backend)) {
      int columns = sensitivities.columns();
      float[] outputs = new float[rows * columns];
      float[] units = units(rows, columns);
      JacobianRows jacobian = new JacobianRows(sensitivities);
      int count = WeightLayer.count(WeightLayer.of(map.network()));
      float[] gradient = new float[count];
      double[] direction = new double[count];
      double[] means = new double[n * columns];
      double[] variances = new double[n * columns];
      for (int first = 0; first < n; first += rows) {
        int filled = Math.min(rows, n - first);
        sensitivities.forward(inputs, first, filled, outputs);
        sensitivities.backward(units);
        jacobian.read();
        for (int i = 0; i < filled * columns; i++) {
          jacobian.write(i % columns, i / columns, gradient, 0);
          for (int p = 0; p < count; p++) {
            direction[p] = gradient[p];
          }
          means[first * columns + i] = outputs[i];
          variances[first * columns + i] = posterior.variance(direction);
        }
      }
      return new LinearizedPrediction(columns, means, variances);
    }
  }

  /** Unit vector c for every row of replica c. */
  private static float[] units(int rows, int columns) {
    float[] units = new float[columns * rows * columns];
    for (int c = 0; c < columns; c++) {
      for (int b = 0; b < rows; b++) {
        units[(c * rows + b) * columns + c] = 1;
      }
    }
    return units;
  }
}
