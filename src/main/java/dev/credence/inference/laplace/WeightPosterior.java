package dev.credence.inference.laplace;

/** A Gaussian of all weights around zero, to be shifted to the maximum a posteriori. */
interface WeightPosterior {
  /** log det of the precision H + alpha. */
  double logPrecisionDeterminant();

  /**
   * For each layer the effective number of parameters gamma: the sum of lambda / (lambda + alpha)
   * over eigenvalues of H, or the number of weights less alpha times the trace of the covariance.
   */
  double[] effectiveParameters();

  /** Marginal variance of every weight. */
  double[] variances();

  /** Turns standard normals, one per weight, into one draw in place. */
  void draw(double[] normals);

  /** Variance of the product of the weights with this vector. */
  double variance(double[] direction);
}
