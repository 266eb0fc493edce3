package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.SelectReplicas;

/** target = source where the replica's mask is not 0. */
final class ScalarSelectReplicas implements ScalarKernel {
  private final int replicas;
  private final int elements;
  private final Operand mask;
  private final Operand source;
  private final Operand target;

  ScalarSelectReplicas(SelectReplicas op) {
    replicas = op.target().shape().replicas();
    elements = Math.toIntExact(op.target().shape().matrixElements());
    mask = Operand.of(op.mask(), replicas);
    source = Operand.of(op.source());
    target = Operand.of(op.target());
  }

  @Override
  public void run(StepState state) {
    for (int r = 0; r < replicas; r++) {
      if (mask.data[mask.at(r)] != 0) {
        for (int i = 0; i < elements; i++) {
          target.data[target.at(r) + i] = source.data[source.at(r) + i];
        }
      }
    }
  }
}
