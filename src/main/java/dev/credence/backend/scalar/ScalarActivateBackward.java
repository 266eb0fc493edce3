package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.ActivateBackward;
import dev.credence.op.Activation;

/** dx = dy f'(x). */
final class ScalarActivateBackward implements ScalarKernel {
  private final Activation function;
  private final int elements;
  private final Operand x;
  private final Operand dy;
  private final Sink dx;

  ScalarActivateBackward(ActivateBackward op) {
    function = op.function();
    elements = Math.toIntExact(op.dy().shape().matrixElements());
    x = Operand.of(op.x());
    dy = Operand.of(op.dy());
    dx = Sink.of(op.dx(), op.dy().shape().replicas());
  }

  @Override
  public void run(StepState state) {
    if (dx == null) {
      return;
    }
    for (int r = 0; r < dx.replicas; r++) {
      for (int i = 0; i < elements; i++) {
        dx.put(r, i, dy.data[dy.at(r) + i] * function.derivative(x.data[x.at(r) + i]));
      }
    }
  }
}
