package dev.credence.layer;

/** What kind of bias a layer adds. */
public enum Bias {
  NONE,
  DETERMINISTIC,
  /** Gaussian like the weights, one sample per replica. */
  GAUSSIAN
}
