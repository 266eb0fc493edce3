package dev.credence.op;

import dev.credence.tensor.Tensor;

/** A gradient buffer and how to write it. */
public record Gradient(Tensor tensor, Mode mode) {
  /** Whether a gradient replaces or adds to what the buffer holds. */
  public enum Mode {
    OVERWRITE,
    ACCUMULATE
  }

  /** Whether the buffer's contents are kept and added to. */
  public boolean accumulates() {
    return mode == Mode.ACCUMULATE;
  }
}
