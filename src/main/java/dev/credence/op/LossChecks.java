package dev.credence.op;

import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;

/** Shape checks that all losses share. */
final class LossChecks {
  private LossChecks() {}

  /** Checks the operands of a loss that expects {@code outputs} columns of prediction. */
  static void check(
      String op,
      int outputs,
      Tensor prediction,
      Tensor target,
      Tensor weight,
      Tensor loss,
      Tensor perExample,
      Tensor gradient) {
    Shape shape = prediction.shape();
    Checks.match(
        shape.columns() == outputs && target.shape().rows() == shape.rows(),
        op,
        prediction,
        target);
    Checks.broadcasts(op, target, prediction);
    Checks.match(loss.shape().equals(new Shape(shape.replicas(), 1, 1)), op, loss, prediction);
    if (weight != null) {
      Checks.match(
          weight.shape().rows() == shape.rows() && weight.shape().columns() == 1,
          op,
          weight,
          prediction);
      Checks.broadcasts(op, weight, prediction);
    }
    if (perExample != null) {
      Shape each = new Shape(shape.replicas(), shape.rows(), 1);
      Checks.match(perExample.shape().equals(each), op, perExample, prediction);
    }
    if (gradient != null) {
      Checks.sameShape(op, gradient, prediction);
    }
  }
}
