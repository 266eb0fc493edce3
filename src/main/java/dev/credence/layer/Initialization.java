package dev.credence.layer;

import dev.credence.noise.Normals;
import dev.credence.tensor.Tensor;

/** Initial values from addressable noise: member m of an ensemble is noise replica m. */
final class Initialization {
  private Initialization() {}

  static void normal(Tensor parameter, double mean, double width, long seed, int stream) {
    int n = Math.toIntExact(parameter.shape().matrixElements());
    float[] values = new float[n * parameter.shape().replicas()];
    for (int m = 0; m < parameter.shape().replicas(); m++) {
      Normals.fill(seed, stream, 0, m, 0, values, m * n, n);
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (mean + width * values[i]);
    }
    parameter.write(values);
  }
}
