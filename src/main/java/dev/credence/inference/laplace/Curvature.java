package dev.credence.inference.laplace;

/** The curvature H of the negative log-likelihood in the weights, the prior left out. */
interface Curvature {
  /**
   * The Gaussian with the covariance (H + alpha)^-1.
   *
   * @param alpha prior precision of the weights of each layer
   * @throws ArithmeticException where H + alpha is not positive definite in floating point
   */
  WeightPosterior posterior(double[] alpha);
}
