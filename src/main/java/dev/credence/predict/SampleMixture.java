package dev.credence.predict;

/** The predictive distribution as a mixture over weight samples; row = row * targets + target. */
interface SampleMixture {
  /** The y below which a share p of the distribution lies. */
  double quantile(int row, double p);

  /** The share of the distribution below y. */
  double cdf(int row, double y);

  /** Log density at y. */
  double logDensity(int row, double y);
}
