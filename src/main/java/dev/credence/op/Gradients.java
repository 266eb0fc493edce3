package dev.credence.op;

import dev.credence.tensor.Tensor;

/** Where backward rules find the gradient buffers of their operands. */
public interface Gradients {
  /** The gradient that has arrived at a result. */
  Tensor of(Tensor result);

  /**
   * The buffer for the gradient of an operand, with the mode in which this caller, as the next
   * writer, has to write; null if nobody needs that gradient.
   */
  Gradient claim(Tensor operand);
}
