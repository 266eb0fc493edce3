package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.GaussianKl;
import dev.credence.op.ScaleParameterization;

/** kl = sum of log(s / sigma) + (sigma^2 + (mu - m)^2) / (2 s^2) - 1/2. */
final class ScalarGaussianKl implements ScalarKernel {
  private final ScaleParameterization scale;
  private final int replicas;
  private final int elements;
  private final Operand mu;
  private final Operand rho;
  private final Operand prior;
  private final Operand kl;
  private final Sink dmu;
  private final Sink drho;

  ScalarGaussianKl(GaussianKl op) {
    scale = op.scale();
    replicas = op.mu().shape().replicas();
    elements = Math.toIntExact(op.mu().shape().matrixElements());
    mu = Operand.of(op.mu());
    rho = Operand.of(op.rho());
    prior = Operand.of(op.prior(), replicas);
    kl = Operand.of(op.kl());
    dmu = Sink.of(op.dmu(), replicas);
    drho = Sink.of(op.drho(), replicas);
  }

  @Override
  public void run(StepState state) {
    double klScale = state.klScale();
    for (int q = 0; q < replicas; q++) {
      double m = prior.data[prior.at(q)];
      double s = prior.data[prior.at(q) + 1];
      double sum = 0;
      for (int i = 0; i < elements; i++) {
        float rhoi = rho.data[rho.at(q) + i];
        double pull = (mu.data[mu.at(q) + i] - m) / s;
        double ratio = scale.sigma(rhoi) / s;
        sum += Math.log(s) - scale.logSigma(rhoi) + (ratio * ratio + pull * pull - 1) / 2;
        if (dmu != null) {
          dmu.put(q, i, klScale * pull / s);
        }
        if (drho != null) {
          double slope = ratio * scale.derivative(rhoi) / s - scale.logDerivative(rhoi);
          drho.put(q, i, klScale * slope);
        }
      }
      kl.data[kl.at(q)] = (float) sum;
    }
  }
}
