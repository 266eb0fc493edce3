package dev.credence.inference;

import dev.credence.backend.Backend;
import dev.credence.layer.Network;
import dev.credence.posterior.Prior;

/**
 * A repulsive ensemble (D'Angelo and Fortuin 2021): M networks trained at once, each minimising its
 * mean negative log-likelihood plus klWeight / n times
 *
 * <pre>
 *   beta sum_j k(f_i, stop f_j) / sum_j k(stop f_i, stop f_j) + |theta_i|^2 / (2 s^2)
 * </pre>
 *
 * <p>with a Gaussian kernel k of median bandwidth ({@link dev.credence.op.Repulsion}). In function
 * space f_i is what member i says about the rows of a batch, its locations or logits, not its
 * widths, and all members see the same rows; in weight space f_i is theta_i.
 */
public final class RepulsiveEnsemble extends GradientFit {
  /**
   * Prepares a run from fresh initial values.
   *
   * @param network without random weights
   * @param prior Gaussian prior of every weight and bias
   * @param validationData rows whose loss is followed and that early stopping judges by, or null
   */
  public RepulsiveEnsemble(
      Network network,
      Prior prior,
      Method.Repulsive method,
      TrainingData data,
      TrainingData validationData,
      TrainingOptions options,
      Backend backend) {
    super(
        PointWeights.requireMembers("a repulsive ensemble", network, options),
        data,
        validationData,
        options,
        new PointPrior(network, prior),
        new RepulsionTerm(method.space(), method.strength(), method.context()),
        backend);
  }
}
