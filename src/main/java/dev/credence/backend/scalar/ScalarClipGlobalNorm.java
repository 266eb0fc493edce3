package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.ClipGlobalNorm;

/** Scales gradients by maxNorm / norm where the norm is finite and exceeds maxNorm. */
final class ScalarClipGlobalNorm implements ScalarKernel {
  private final double maxNorm;
  private final int replicas;
  private final int elements;
  private final Operand gradients;
  private final Operand norm;

  ScalarClipGlobalNorm(ClipGlobalNorm op) {
    maxNorm = op.maxNorm();
    replicas = op.gradients().shape().replicas();
    elements = Math.toIntExact(op.gradients().shape().matrixElements());
    gradients = Operand.of(op.gradients());
    norm = Operand.of(op.norm());
  }

  @Override
  public void run(StepState state) {
    for (int r = 0; r < replicas; r++) {
      double sum = 0;
      for (int i = 0; i < elements; i++) {
        double g = gradients.data[gradients.at(r) + i];
        sum += g * g;
      }
      double length = Math.sqrt(sum);
      norm.data[norm.at(r)] = (float) length;
      if (length > maxNorm && Float.isFinite((float) length)) {
        for (int i = 0; i < elements; i++) {
          int at = gradients.at(r) + i;
          gradients.data[at] = (float) (gradients.data[at] * (maxNorm / length));
        }
      }
    }
  }
}
