package dev.credence.backend.scalar;

import dev.credence.op.StudentTNll;
import org.apache.commons.numbers.gamma.LogGamma;

/** Student's t with clamped log squared scale. */
final class ScalarStudentTNll extends ScalarLoss {
  private final Clamp clamp;
  private final int targets;
  private final double nu;
  private final double constant;

  ScalarStudentTNll(StudentTNll op) {
    super(op);
    clamp = new Clamp(op.minLogVariance(), op.maxLogVariance());
    targets = op.target().shape().columns();
    nu = op.degreesOfFreedom();
    constant = LogGamma.value(nu / 2) - LogGamma.value((nu + 1) / 2) + Math.log(nu * Math.PI) / 2;
  }

  @Override
  double example(int r, int a, int y) {
    double l = 0;
    for (int d = 0; d < targets; d++) {
      float raw = prediction.data[a + targets + d];
      double logVariance = clamp.value(raw);
      double difference = (double) prediction.data[a + d] - target.data[y + d];
      double scaled = difference * Math.exp(-logVariance) / nu;
      double square = difference * scaled;
      l += (nu + 1) / 2 * Math.log1p(square) + logVariance / 2 + constant;
      slope[d] = (nu + 1) * scaled / (1 + square);
      slope[targets + d] = clamp.derivative(raw) * (1 - (nu + 1) * square / (1 + square)) / 2;
    }
    return l;
  }
}
