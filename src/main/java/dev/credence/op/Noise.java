package dev.credence.op;

import dev.credence.tensor.Tensor;

/** Where an operation takes its random numbers from. */
public sealed interface Noise {
  /**
   * Drawn anew from (seed, stream, step, replica, element) wherever needed: seed, step and first
   * replica come from the {@code StepState}.
   *
   * @param id stream number; no two uses in one program share it
   */
  record Stream(int id) implements Noise {}

  /** Given numbers: normals, signs (+-1) or masks (0 or 1), shaped as the operation says. */
  record Given(Tensor values) implements Noise {}
}
