package dev.credence.inference.laplace;

import java.util.Arrays;

/** N(y; a, exp(logVariance)) for every target: F = diag(exp(-logVariance)). */
final class HomoscedasticOutputs implements OutputModel {
  private final double[] logVariances;

  HomoscedasticOutputs(double[] logVariances) {
    this.logVariances = logVariances.clone();
  }

  @Override
  public double logLikelihood(float[] a, int ai, float[] y, int yi) {
    double sum = 0;
    for (int d = 0; d < logVariances.length; d++) {
      sum += gaussian((double) y[yi + d] - a[ai + d], logVariances[d]);
    }
    return sum;
  }

  @Override
  public void fisherRoot(float[] a, int ai, double[] root) {
    Arrays.fill(root, 0);
    for (int d = 0; d < logVariances.length; d++) {
      root[d * logVariances.length + d] = Math.exp(-0.5 * logVariances[d]);
    }
  }

  /** Log density of a normal of the given log variance at this distance from its mean. */
  static double gaussian(double distance, double logVariance) {
    return -0.5
        * (distance * distance * Math.exp(-logVariance) + logVariance + Math.log(2 * Math.PI));
  }
}
