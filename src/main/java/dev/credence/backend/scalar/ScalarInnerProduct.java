package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.InnerProduct;

/** out = sum of a b. */
final class ScalarInnerProduct implements ScalarKernel {
  private final int replicas;
  private final int elements;
  private final Operand a;
  private final Operand b;
  private final Operand out;

  ScalarInnerProduct(InnerProduct op) {
    replicas = op.a().shape().replicas();
    elements = Math.toIntExact(op.a().shape().matrixElements());
    a = Operand.of(op.a());
    b = Operand.of(op.b());
    out = Operand.of(op.out());
  }

  @Override
  public void run(StepState state) {
    for (int r = 0; r < replicas; r++) {
      double sum = 0;
      for (int i = 0; i < elements; i++) {
        sum += (double) a.data[a.at(r) + i] * b.data[b.at(r) + i];
      }
      out.data[out.at(r)] = (float) sum;
    }
  }
}
