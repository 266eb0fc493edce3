package dev.credence.bench;

/** Which way through an operation. */
public enum Pass {
  FORWARD,
  /** Forward, then the gradients of every operand from a given gradient of the result. */
  FORWARD_BACKWARD
}
