package dev.credence.backend.scalar;

import dev.credence.op.GaussianNll;

/** l = sum_d (y - mean)^2 / (2 exp(logVariance)) + logVariance / 2. */
final class ScalarGaussianNll extends ScalarLoss {
  private final Clamp clamp;
  private final int targets;

  ScalarGaussianNll(GaussianNll op) {
    super(op);
    clamp = new Clamp(op.minLogVariance(), op.maxLogVariance());
    targets = op.target().shape().columns();
  }

  @Override
  double example(int r, int a, int y) {
    double l = 0;
    for (int d = 0; d < targets; d++) {
      float raw = prediction.data[a + targets + d];
      double logVariance = clamp.value(raw);
      double precision = Math.exp(-logVariance);
      double difference = (double) prediction.data[a + d] - target.data[y + d];
      double square = difference * difference * precision;
      l += square / 2 + logVariance / 2;
      slope[d] = difference * precision;
      slope[targets + d] = clamp.derivative(raw) * (1 - square) / 2;
    }
    return l;
  }
}
