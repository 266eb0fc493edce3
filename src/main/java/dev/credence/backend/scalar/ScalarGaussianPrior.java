package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.GaussianPrior;

/** energy = sum of (w - m)^2 / (2 s^2). */
final class ScalarGaussianPrior implements ScalarKernel {
  private final int replicas;
  private final int elements;
  private final Operand w;
  private final Operand prior;
  private final Operand energy;
  private final Sink dw;

  ScalarGaussianPrior(GaussianPrior op) {
    replicas = op.w().shape().replicas();
    elements = Math.toIntExact(op.w().shape().matrixElements());
    w = Operand.of(op.w());
    prior = Operand.of(op.prior(), replicas);
    energy = Operand.of(op.energy());
    dw = Sink.of(op.dw(), replicas);
  }

  @Override
  public void run(StepState state) {
    double klScale = state.klScale();
    for (int q = 0; q < replicas; q++) {
      double m = prior.data[prior.at(q)];
      double s = prior.data[prior.at(q) + 1];
      double sum = 0;
      for (int i = 0; i < elements; i++) {
        double pull = (w.data[w.at(q) + i] - m) / s;
        sum += pull * pull / 2;
        if (dw != null) {
          dw.put(q, i, klScale * pull / s);
        }
      }
      energy.data[energy.at(q)] = (float) sum;
    }
  }
}
