package dev.credence.inference;

import dev.credence.backend.Backend;
import dev.credence.layer.Network;
import dev.credence.posterior.Prior;

/** The one place that knows which run a method needs. */
public final class Fits {
  private Fits() {}

  /**
   * Prepares a run from fresh initial values; the caller closes it.
   *
   * @param network with weights of the kind that the method needs
   * @param prior of weights that are numbers; Gaussian weights have theirs in their layers
   * @param validation rows whose loss is followed and that early stopping judges by, or null
   * @throws IllegalArgumentException where network, prior or options do not fit the method
   */
  public static Fit start(
      Method method,
      Network network,
      Prior prior,
      TrainingData data,
      TrainingData validation,
      TrainingOptions options,
      Backend backend) {
    if (method instanceof Method.Variational) {
      return new VariationalInference(network, data, validation, options, backend);
    }
    if (method instanceof Method.Dropout) {
      return new MonteCarloDropout(network, prior, data, validation, options, backend);
    }
    if (method instanceof Method.Ensemble) {
      return new DeepEnsemble(network, prior, data, validation, options, backend);
    }
    if (method instanceof Method.Repulsive repulsive) {
      return new RepulsiveEnsemble(network, prior, repulsive, data, validation, options, backend);
    }
    throw new AssertionError("no run for the method " + method.name());
  }
}
