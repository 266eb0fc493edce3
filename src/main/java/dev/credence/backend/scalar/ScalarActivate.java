package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.Activate;
import dev.credence.op.Activation;

/** y = f(x). */
final class ScalarActivate implements ScalarKernel {
  private final Activation function;
  private final int replicas;
  private final int elements;
  private final Operand x;
  private final Operand y;

  ScalarActivate(Activate op) {
    function = op.function();
    replicas = op.y().shape().replicas();
    elements = Math.toIntExact(op.y().shape().matrixElements());
    x = Operand.of(op.x());
    y = Operand.of(op.y());
  }

  @Override
  public void run(StepState state) {
    for (int r = 0; r < replicas; r++) {
      for (int i = 0; i < elements; i++) {
        y.data[y.at(r) + i] = (float) function.value(x.data[x.at(r) + i]);
      }
    }
  }
}
