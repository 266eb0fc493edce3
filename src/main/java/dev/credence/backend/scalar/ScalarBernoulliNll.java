package dev.credence.backend.scalar;

import dev.credence.op.Activation;
import dev.credence.op.BernoulliNll;

/** l = sum_d log(1 + exp(-|a|)) + max(a, 0) - a y. */
final class ScalarBernoulliNll extends ScalarLoss {
  ScalarBernoulliNll(BernoulliNll op) {
    super(op);
  }

  @Override
  double example(int r, int a, int y) {
    double l = 0;
    for (int d = 0; d < slope.length; d++) {
      double logit = prediction.data[a + d];
      double truth = target.data[y + d];
      l += Math.log1p(Math.exp(-Math.abs(logit))) + Math.max(logit, 0) - logit * truth;
      slope[d] = Activation.SIGMOID.value(logit) - truth;
    }
    return l;
  }
}
