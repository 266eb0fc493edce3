package dev.credence.backend.scalar;

import dev.credence.op.GaussianMixtureNll;

/** l = -log sum_k softmax(logits)_k N(y; mean_k, exp(logVariance_k)). */
final class ScalarGaussianMixtureNll extends ScalarLoss {
  private static final double HALF_LOG_2_PI = Math.log(2 * Math.PI) / 2;

  private final Clamp clamp;
  private final int components;
  private final double[] logits;
  private final double[] joint;

  ScalarGaussianMixtureNll(GaussianMixtureNll op) {
    super(op);
    clamp = new Clamp(op.minLogVariance(), op.maxLogVariance());
    components = op.components();
    logits = new double[components];
    joint = new double[components];
  }

  @Override
  double example(int r, int a, int y) {
    double value = target.data[y];
    for (int k = 0; k < components; k++) {
      logits[k] = prediction.data[a + k];
      double logVariance = clamp.value(prediction.data[a + 2 * components + k]);
      double difference = prediction.data[a + components + k] - value;
      double square = difference * difference * Math.exp(-logVariance);
      joint[k] = logits[k] - square / 2 - logVariance / 2 - HALF_LOG_2_PI;
    }
    double logPrior = Softmax.logSumExp(logits, components);
    double logJoint = Softmax.logSumExp(joint, components);
    for (int k = 0; k < components; k++) {
      float raw = prediction.data[a + 2 * components + k];
      double precision = Math.exp(-clamp.value(raw));
      double difference = prediction.data[a + components + k] - value;
      double responsibility = Math.exp(joint[k] - logJoint);
      slope[k] = Math.exp(logits[k] - logPrior) - responsibility;
      slope[components + k] = responsibility * difference * precision;
      slope[2 * components + k] =
          clamp.derivative(raw) * responsibility * (1 - difference * difference * precision) / 2;
    }
    return logPrior - logJoint;
  }
}
