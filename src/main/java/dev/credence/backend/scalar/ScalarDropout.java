package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.Dropout;

/** y = x mask / (1 - rate). */
final class ScalarDropout implements ScalarKernel {
  private final int replicas;
  private final int elements;
  private final Operand x;
  private final Mask mask;
  private final Operand y;

  ScalarDropout(Dropout op) {
    replicas = op.y().shape().replicas();
    elements = Math.toIntExact(op.y().shape().matrixElements());
    x = Operand.of(op.x(), replicas);
    mask = new Mask(op.mask(), op.rate(), op.sharedByRows(), op.y().shape());
    y = Operand.of(op.y());
  }

  @Override
  public void run(StepState state) {
    mask.draw(state);
    for (int r = 0; r < replicas; r++) {
      for (int i = 0; i < elements; i++) {
        y.data[y.at(r) + i] = (float) (x.data[x.at(r) + i] * mask.factor(r, i));
      }
    }
  }
}
