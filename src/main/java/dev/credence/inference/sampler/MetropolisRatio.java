package dev.credence.inference.sampler;

/** Logarithm of the Metropolis-Hastings ratio; tests put wrong ones in its place. */
interface MetropolisRatio {
  /** The ratio that leaves exp(-U / T) invariant. */
  MetropolisRatio EXACT = (rise, proposal) -> proposal - rise;

  /**
   * Log probability of accepting, where above 0 always.
   *
   * @param rise of U / T from the current state to the proposed one
   * @param proposal log density of proposing the current state from the proposed one, minus that of
   *     the proposed one from the current state
   */
  double log(double rise, double proposal);
}
