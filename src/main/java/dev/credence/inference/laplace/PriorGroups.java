package dev.credence.inference.laplace;

/** Which weights share one prior precision alpha when the evidence updates it. */
public enum PriorGroups {
  /** All weights of the network. */
  SHARED,
  /** The weights and biases of one layer. */
  PER_LAYER
}
