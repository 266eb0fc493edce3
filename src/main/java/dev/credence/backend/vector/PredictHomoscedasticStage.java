package dev.credence.backend.vector;

import dev.credence.op.Head;
import dev.credence.op.PredictSample;

/** Means as they are, and one variance per target for all rows. */
final class PredictHomoscedasticStage extends PredictStage {
  private final View logVariance;

  PredictHomoscedasticStage(PredictSample op, Head.Homoscedastic head) {
    super(op);
    logVariance = View.of(head.logVariance(), replicas);
  }

  @Override
  void rows(int r, int begin, int end, Worker worker) {
    for (int d = 0; d < columns; d++) {
      float variance = (float) Math.exp(logVariance.data[logVariance.at(r) + d]);
      int from = prediction.at(r) + d;
      int to = out.at(r) + d;
      for (int b = begin; b < end; b++) {
        out.data[to + b * outColumns] = prediction.data[from + b * columns];
        out.data[to + b * outColumns + columns] = variance;
      }
    }
  }
}
