package dev.credence.backend.scalar;

import dev.credence.op.CategoricalNll;

/** l = log sum_c exp(a_c) - a_y. */
final class ScalarCategoricalNll extends ScalarLoss {
  private final double[] logits;

  ScalarCategoricalNll(CategoricalNll op) {
    super(op);
    logits = new double[slope.length];
  }

  @Override
  double example(int r, int a, int y) {
    for (int c = 0; c < logits.length; c++) {
      logits[c] = prediction.data[a + c];
    }
    int truth = (int) target.data[y];
    double normalisation = Softmax.logSumExp(logits, logits.length);
    for (int c = 0; c < logits.length; c++) {
      slope[c] = Math.exp(logits[c] - normalisation) - (c == truth ? 1 : 0);
    }
    return normalisation - logits[truth];
  }
}
