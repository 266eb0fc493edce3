package dev.credence.inference;

import dev.credence.backend.Program;
import dev.credence.op.Op;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;

/** A number of a running program became infinite or undefined. */
public final class NonFiniteException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NonFiniteException(String message) {
    super(message);
  }

  /**
   * Names the first operation of the program, in running order, with a non-finite result.
   *
   * @param remedy what may help, for the end of the sentence
   */
  public static NonFiniteException diagnose(Program program, long step, String remedy) {
    for (Op op : program.ops()) {
      for (Tensor tensor : op.outputs()) {
        float[] values = tensor.toArray();
        for (int i = 0; i < values.length; i++) {
          if (!Float.isFinite(values[i])) {
            Shape shape = tensor.shape();
            int row = i / shape.columns() % shape.rows();
            return new NonFiniteException(
                "step %d: %s gave %s in row %d of %s [%s]; %s"
                    .formatted(step, op.name(), values[i], row, tensor, tensor.device(), remedy));
          }
        }
      }
    }
    return new NonFiniteException("step %d: the loss is not finite; %s".formatted(step, remedy));
  }
}
