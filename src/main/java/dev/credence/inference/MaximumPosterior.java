package dev.credence.inference;

import dev.credence.backend.Backend;
import dev.credence.layer.Network;

/**
 * The maximum of the posterior: a network whose weights are numbers, fitted to the mean negative
 * log-likelihood plus klWeight / n times the energy of its weights in their prior. Several members
 * are independent searches from different starting points.
 */
public final class MaximumPosterior extends GradientFit {
  /**
   * Prepares a run from fresh initial values.
   *
   * @param network without random weights
   * @param priorTerms energies of the weights; they count as KL in the reports
   * @param validationData rows whose loss is followed and that early stopping judges by, or null
   */
  public MaximumPosterior(
      Network network,
      PriorTerms priorTerms,
      TrainingData data,
      TrainingData validationData,
      TrainingOptions options,
      Backend backend) {
    super(
        PointWeights.requireCertain("a search for the maximum", network),
        data,
        validationData,
        options,
        priorTerms,
        null,
        backend);
  }
}
