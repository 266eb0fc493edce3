package dev.credence.inference.laplace;

import java.util.Arrays;

/**
 * N(y; mean, exp(s)) from D means and D log variances s: F = diag(exp(-s), 1/2), where the entry of
 * a log variance outside its range is zero, like its gradient.
 */
final class HeteroscedasticOutputs implements OutputModel {
  private final int targets;
  private final double min;
  private final double max;

  HeteroscedasticOutputs(int targets, double minLogVariance, double maxLogVariance) {
    this.targets = targets;
    this.min = minLogVariance;
    this.max = maxLogVariance;
  }

  @Override
  public double logLikelihood(float[] a, int ai, float[] y, int yi) {
    double sum = 0;
    for (int d = 0; d < targets; d++) {
      double distance = (double) y[yi + d] - a[ai + d];
      sum += HomoscedasticOutputs.gaussian(distance, clamped(a[ai + targets + d]));
    }
    return sum;
  }

  @Override
  public void fisherRoot(float[] a, int ai, double[] root) {
    Arrays.fill(root, 0);
    int columns = 2 * targets;
    for (int d = 0; d < targets; d++) {
      double s = a[ai + targets + d];
      root[d * columns + d] = Math.exp(-0.5 * clamped(s));
      root[(targets + d) * columns + targets + d] = s < min || s > max ? 0 : Math.sqrt(0.5);
    }
  }

  private double clamped(double s) {
    return Math.min(Math.max(s, min), max);
  }
}
