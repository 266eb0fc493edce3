package dev.credence.backend.scalar;

import dev.credence.op.MeanSquaredError;
import java.util.Arrays;

/** The Gaussian loss with one log variance per target. */
final class ScalarMeanSquaredError extends ScalarLoss {
  private final int replicas;
  private final Operand logVariance;
  private final Sink logVarianceGradient;

  /** Derivatives of the current example by the log variances, and their sums per replica. */
  private final double[] varianceSlope;

  private final double[] varianceSums;

  ScalarMeanSquaredError(MeanSquaredError op) {
    super(op);
    replicas = op.prediction().shape().replicas();
    logVariance = Operand.of(op.logVariance(), replicas);
    logVarianceGradient = Sink.of(op.logVarianceGradient(), replicas);
    varianceSlope = new double[slope.length];
    varianceSums = new double[replicas * slope.length];
  }

  @Override
  double example(int r, int a, int y) {
    double l = 0;
    for (int d = 0; d < slope.length; d++) {
      double logarithm = logVariance.data[logVariance.at(r) + d];
      double precision = Math.exp(-logarithm);
      double difference = (double) prediction.data[a + d] - target.data[y + d];
      double square = difference * difference * precision;
      l += square / 2 + logarithm / 2;
      slope[d] = difference * precision;
      varianceSlope[d] = (1 - square) / 2;
    }
    return l;
  }

  @Override
  void scaled(int r, double factor) {
    for (int d = 0; d < slope.length; d++) {
      varianceSums[r * slope.length + d] += factor * varianceSlope[d];
    }
  }

  @Override
  void finish() {
    if (logVarianceGradient != null) {
      for (int q = 0; q < logVarianceGradient.replicas; q++) {
        for (int d = 0; d < slope.length; d++) {
          double sum = 0;
          for (int r = logVarianceGradient.first(q); r < logVarianceGradient.end(q); r++) {
            sum += varianceSums[r * slope.length + d];
          }
          logVarianceGradient.put(q, d, sum);
        }
      }
    }
    Arrays.fill(varianceSums, 0);
  }
}
