package dev.credence.inference;

import dev.credence.layer.Pass;

/** Penalties that a prior adds to the loss beyond those of the Bayesian layers. */
@FunctionalInterface
public interface PriorTerms {
  /** No further penalties. */
  PriorTerms NONE = pass -> {};

  /** Records the penalties on the tape of the pass, with widths from its priors. */
  void record(Pass pass);
}
