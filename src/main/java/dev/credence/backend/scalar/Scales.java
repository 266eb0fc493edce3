package dev.credence.backend.scalar;

import dev.credence.op.ScaleParameterization;
import dev.credence.tensor.Tensor;

/** sigma(rho) and sigma'(rho) of a block of weights, in double, computed once per run. */
final class Scales {
  final double[] sigma;
  final double[] derivative;
  private final ScaleParameterization scale;
  private final Operand rho;
  private final int ownReplicas;
  private final int replicas;
  private final int elements;

  Scales(ScaleParameterization scale, Tensor rho, int replicas) {
    this.scale = scale;
    this.rho = Operand.of(rho);
    this.ownReplicas = rho.shape().replicas();
    this.replicas = replicas;
    this.elements = Math.toIntExact(rho.shape().matrixElements());
    this.sigma = new double[ownReplicas * elements];
    this.derivative = new double[ownReplicas * elements];
  }

  /** Reads rho. */
  void update() {
    for (int q = 0; q < ownReplicas; q++) {
      for (int i = 0; i < elements; i++) {
        float value = rho.data[rho.at(q) + i];
        sigma[q * elements + i] = scale.sigma(value);
        derivative[q * elements + i] = scale.derivative(value);
      }
    }
  }

  /** Where replica {@code r} of the result finds its first element. */
  int at(int r) {
    return (int) ((long) r * ownReplicas / replicas) * elements;
  }
}
