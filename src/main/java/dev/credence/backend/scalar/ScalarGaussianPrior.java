package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.GaussianPrior;

/** energy = sum of precision (theta - mean)^2 / 2. */
final class ScalarGaussianPrior implements ScalarKernel {
  private final int replicas;
  private final int elements;
  private final Operand parameters;
  private final Operand mean;
  private final Operand precision;
  private final Operand energy;
  private final Sink gradient;

  ScalarGaussianPrior(GaussianPrior op) {
    replicas = op.parameters().shape().replicas();
    elements = Math.toIntExact(op.parameters().shape().matrixElements());
    parameters = Operand.of(op.parameters());
    mean = Operand.of(op.mean(), replicas);
    precision = Operand.of(op.precision(), replicas);
    energy = Operand.of(op.energy());
    gradient = Sink.of(op.gradient(), replicas);
  }

  @Override
  public void run(StepState state) {
    double klScale = state.klScale();
    for (int r = 0; r < replicas; r++) {
      double sum = 0;
      for (int i = 0; i < elements; i++) {
        double distance =
            (double) parameters.data[parameters.at(r) + i] - mean.data[mean.at(r) + i];
        double pull = precision.data[precision.at(r) + i] * distance;
        sum += pull * distance / 2;
        if (gradient != null) {
          gradient.put(r, i, klScale * pull);
        }
      }
      energy.data[energy.at(r)] = (float) sum;
    }
  }
}
