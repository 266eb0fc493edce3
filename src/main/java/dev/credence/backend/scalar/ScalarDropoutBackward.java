package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.DropoutBackward;

/** dx = dy mask / (1 - rate). */
final class ScalarDropoutBackward implements ScalarKernel {
  private final int elements;
  private final Mask mask;
  private final Operand dy;
  private final Sink dx;

  ScalarDropoutBackward(DropoutBackward op) {
    elements = Math.toIntExact(op.dy().shape().matrixElements());
    mask = new Mask(op.mask(), op.rate(), op.sharedByRows(), op.dy().shape());
    dy = Operand.of(op.dy());
    dx = Sink.of(op.dx(), op.dy().shape().replicas());
  }

  @Override
  public void run(StepState state) {
    if (dx == null) {
      return;
    }
    mask.draw(state);
    for (int q = 0; q < dx.replicas; q++) {
      for (int i = 0; i < elements; i++) {
        double sum = 0;
        for (int r = dx.first(q); r < dx.end(q); r++) {
          sum += dy.data[dy.at(r) + i] * mask.factor(r, i);
        }
        dx.put(q, i, sum);
      }
    }
  }
}
