package dev.credence.predict;

import dev.credence.calibration.GaussianMixture;
import dev.credence.loss.GaussianMixtureLikelihood;

/** K Gaussians per weight sample: the likelihood is a mixture itself. */
final class ComponentMixture implements SampleMixture {
  private final GaussianMixtureLikelihood likelihood;
  private final int samples;
  private final double[] weights;
  private final double[] means;
  private final double[] sigmas;
  private final GaussianMixture mixture;

  ComponentMixture(GaussianMixtureLikelihood likelihood, int rows, int samples) {
    this.likelihood = likelihood;
    this.samples = samples;
    int components = Math.multiplyExact(samples, likelihood.components());
    int size = Math.multiplyExact(rows, components);
    weights = new double[size];
    means = new double[size];
    sigmas = new double[size];
    mixture = GaussianMixture.ofComponents(weights, means, sigmas, components);
  }

  /** Keeps one weight sample; raw (count, 3 K) holds logits, means and log variances. */
  void keep(float[] raw, int start, Affine targets, int sample, int firstRow, int count) {
    int k = likelihood.components();
    for (int b = 0; b < count; b++) {
      int from = start + 3 * k * b;
      int to = ((firstRow + b) * samples + sample) * k;
      double largest = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < k; c++) {
        largest = Math.max(largest, raw[from + c]);
      }
      double sum = 0;
      for (int c = 0; c < k; c++) {
        sum += Math.exp(raw[from + c] - largest);
      }
      for (int c = 0; c < k; c++) {
        weights[to + c] = Math.exp(raw[from + c] - largest) / (sum * samples);
        means[to + c] = targets.original(raw[from + k + c], 0);
        double logVariance = raw[from + 2 * k + c];
        logVariance = Math.max(likelihood.minLogVariance(), logVariance);
        logVariance = Math.min(likelihood.maxLogVariance(), logVariance);
        sigmas[to + c] = targets.scale(0) * Math.exp(0.5 * logVariance);
      }
    }
  }

  @Override
  public double quantile(int row, double p) {
    return mixture.quantile(row, p);
  }

  @Override
  public double cdf(int row, double y) {
    // The rounding of a sum of weights may step over 1.
    return Math.min(1, mixture.cdf(row, y));
  }

  @Override
  public double logDensity(int row, double y) {
    return mixture.logDensity(row, y);
  }
}
