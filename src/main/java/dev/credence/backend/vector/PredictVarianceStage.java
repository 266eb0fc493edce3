package dev.credence.backend.vector;

import dev.credence.op.PredictSample;

/** Means and variances from means and log variances. */
final class PredictVarianceStage extends PredictStage {
  private final int targets = columns / 2;
  private final float min;
  private final float max;
  private final float factor;

  PredictVarianceStage(PredictSample op, float min, float max, float factor, Scratch scratch) {
    super(op);
    this.min = min;
    this.max = max;
    this.factor = factor;
    scratch.floats(Slots.BLOCK_A, Halves.size(block(), targets));
    scratch.floats(Slots.BLOCK_B, Halves.size(block(), targets));
  }

  @Override
  void rows(int r, int begin, int end, Worker worker) {
    float[] mean = worker.floats(Slots.BLOCK_A);
    float[] variance = worker.floats(Slots.BLOCK_B);
    int n = end - begin;
    int from = prediction.at(r) + begin * columns;
    Halves.split(prediction.data, from, n, targets, mean, variance);
    Sigma.variances(variance, min, max, factor, Lanes.padded(n * targets));
    Halves.join(mean, variance, n, targets, out.data, out.at(r) + begin * outColumns);
  }
}
