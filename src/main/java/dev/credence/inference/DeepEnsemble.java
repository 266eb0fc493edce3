package dev.credence.inference;

import dev.credence.backend.Backend;
import dev.credence.layer.Network;
import dev.credence.posterior.Prior;

/**
 * A deep ensemble (Lakshminarayanan, Pritzel and Blundell 2017): M networks trained at once as one
 * batched program, each from initial values and with an order of rows of its own. Member i
 * minimises its mean negative log-likelihood plus klWeight |theta_i|^2 / (2 n s^2); sigmaStat is
 * the spread of the members.
 */
public final class DeepEnsemble extends GradientFit {
  /**
   * Prepares a run from fresh initial values.
   *
   * @param network without random weights
   * @param prior Gaussian prior of every weight and bias
   * @param validationData rows whose loss is followed and that early stopping judges by, or null
   */
  public DeepEnsemble(
      Network network,
      Prior prior,
      TrainingData data,
      TrainingData validationData,
      TrainingOptions options,
      Backend backend) {
    super(
        PointWeights.requireMembers("an ensemble", network, options),
        data,
        validationData,
        options,
        new PointPrior(network, prior),
        null,
        backend);
  }
}
