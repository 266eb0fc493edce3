package dev.credence.op;

import dev.credence.tensor.Tensor;

/**
 * The Kullback-Leibler divergence of a Gaussian weight posterior from its prior, with gradients.
 * The value is written as it is; gradients are scaled by the step state's klScale (klWeight / n).
 */
public sealed interface PenaltyOp extends Op permits GaussianKl, ScaleMixtureKl {
  /** Posterior means (Q, K, N). */
  Tensor mu();

  /** Scale parameters, as mu. */
  Tensor rho();

  /** The divergence, summed over the elements of each replica. */
  Tensor kl();
}
