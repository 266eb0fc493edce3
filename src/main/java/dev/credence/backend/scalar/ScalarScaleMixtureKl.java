package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.ScaleMixtureKl;
import dev.credence.op.ScaleParameterization;

/** kl[r] = sum of -log(sigma) - log(2 pi e) / 2 - log p(mu + sigma eps). */
final class ScalarScaleMixtureKl implements ScalarKernel {
  private static final double HALF_LOG_2_PI = Math.log(2 * Math.PI) / 2;

  private final ScaleParameterization scale;
  private final double[] logWeight;
  private final double[] precision;
  private final int replicas;
  private final int elements;
  private final int ownReplicas;
  private final Operand mu;
  private final Operand rho;
  private final Draw eps;
  private final Operand kl;
  private final Sink dmu;
  private final Sink drho;

  /** Log densities of the two components at the current weight, and the score -d log p / d w. */
  private final double[] joint = new double[2];

  private double score;

  ScalarScaleMixtureKl(ScaleMixtureKl op) {
    scale = op.scale();
    logWeight =
        new double[] {
          Math.log(op.pi()) - Math.log(op.sigma1()), Math.log1p(-op.pi()) - Math.log(op.sigma2())
        };
    precision = new double[] {1 / square(op.sigma1()), 1 / square(op.sigma2())};
    replicas = op.kl().shape().replicas();
    elements = Math.toIntExact(op.mu().shape().matrixElements());
    ownReplicas = op.mu().shape().replicas();
    mu = Operand.of(op.mu(), replicas);
    rho = Operand.of(op.rho(), replicas);
    eps =
        new Draw(
            Draw.Kind.NORMALS,
            op.eps(),
            replicas,
            op.mu().shape().rows(),
            op.mu().shape().columns());
    kl = Operand.of(op.kl());
    dmu = Sink.of(op.dmu(), replicas);
    drho = Sink.of(op.drho(), replicas);
  }

  private static double square(double x) {
    return x * x;
  }

  @Override
  public void run(StepState state) {
    eps.draw(state);
    for (int r = 0; r < replicas; r++) {
      double sum = 0;
      for (int i = 0; i < elements; i++) {
        double crossEntropy = weight(r, i);
        sum += crossEntropy - scale.logSigma(rho.data[rho.at(r) + i]) - HALF_LOG_2_PI - 0.5;
      }
      kl.data[kl.at(r)] = (float) sum;
    }
    double average = state.klScale() * (double) ownReplicas / replicas;
    if (dmu != null) {
      for (int q = 0; q < ownReplicas; q++) {
        for (int i = 0; i < elements; i++) {
          double sum = 0;
          for (int r = dmu.first(q); r < dmu.end(q); r++) {
            weight(r, i);
            sum += score;
          }
          dmu.put(q, i, average * sum);
        }
      }
    }
    if (drho != null) {
      for (int q = 0; q < ownReplicas; q++) {
        for (int i = 0; i < elements; i++) {
          double sum = 0;
          for (int r = drho.first(q); r < drho.end(q); r++) {
            weight(r, i);
            float rhoi = rho.data[rho.at(r) + i];
            double noise = eps.values.data[eps.values.at(r) + i];
            sum += score * noise * scale.derivative(rhoi) - scale.logDerivative(rhoi);
          }
          drho.put(q, i, average * sum);
        }
      }
    }
  }

  /** -log p of one sampled weight; sets {@link #score}. */
  private double weight(int r, int i) {
    double sigma = scale.sigma(rho.data[rho.at(r) + i]);
    double w = mu.data[mu.at(r) + i] + sigma * eps.values.data[eps.values.at(r) + i];
    for (int c = 0; c < 2; c++) {
      joint[c] = logWeight[c] - HALF_LOG_2_PI - w * w * precision[c] / 2;
    }
    double logDensity = Softmax.logSumExp(joint, 2);
    score = 0;
    for (int c = 0; c < 2; c++) {
      score += Math.exp(joint[c] - logDensity) * w * precision[c];
    }
    return -logDensity;
  }
}
