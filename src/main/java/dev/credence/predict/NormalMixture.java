package dev.credence.predict;

import dev.credence.calibration.GaussianMixture;

/** One Gaussian per weight sample. */
final class NormalMixture implements SampleMixture {
  private final GaussianMixture mixture;

  NormalMixture(double[] means, double[] sigmas, int samples) {
    mixture = GaussianMixture.ofComponents(null, means, sigmas, samples);
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
