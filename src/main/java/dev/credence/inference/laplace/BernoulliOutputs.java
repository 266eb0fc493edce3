package dev.credence.inference.laplace;

import dev.credence.op.Activation;
import java.util.Arrays;

/** Independent yes/no answers from logits: F = diag(p (1 - p)). */
final class BernoulliOutputs implements OutputModel {
  private final int answers;

  BernoulliOutputs(int answers) {
    this.answers = answers;
  }

  @Override
  public double logLikelihood(float[] a, int ai, float[] y, int yi) {
    double sum = 0;
    for (int d = 0; d < answers; d++) {
      sum += (double) a[ai + d] * y[yi + d] - Activation.SOFTPLUS.value(a[ai + d]);
    }
    return sum;
  }

  @Override
  public void fisherRoot(float[] a, int ai, double[] root) {
    Arrays.fill(root, 0);
    for (int d = 0; d < answers; d++) {
      root[d * answers + d] = Math.sqrt(Activation.SIGMOID.derivative(a[ai + d]));
    }
  }
}
