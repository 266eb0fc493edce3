package dev.credence.inference;

import dev.credence.backend.Backend;
import dev.credence.layer.Network;

/**
 * Mean-field variational inference: fits Gaussian weight posteriors by minimising the mean negative
 * log-likelihood plus klWeight KL / n (Graves 2011; Blundell et al. 2015). Several members are
 * independent posteriors from different starting points.
 */
public final class VariationalInference extends GradientFit {
  private final Network network;

  /**
   * Prepares a run from fresh initial values.
   *
   * @param validationData rows whose loss is followed and that early stopping judges by, or null
   */
  public VariationalInference(
      Network network,
      TrainingData data,
      TrainingData validationData,
      TrainingOptions options,
      Backend backend) {
    super(network, data, validationData, options, PriorTerms.NONE, null, backend);
    this.network = network;
  }

  /** Sets means to the weights of a deterministic network and sigma to a fraction of |weight|. */
  public void warmStart(FittedNetwork deterministic, double relativeSigma) {
    WarmStart.apply(network, parameters(), deterministic, relativeSigma);
  }
}
