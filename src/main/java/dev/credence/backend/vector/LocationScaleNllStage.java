package dev.credence.backend.vector;

import dev.credence.op.LossOp;

/** A loss of a mean and a clamped log variance for each target: lanes over (example, target). */
abstract class LocationScaleNllStage extends TermLossStage {
  final float min;
  final float max;

  /**
   * A stage.
   *
   * @param min least log variance
   * @param max largest log variance
   */
  LocationScaleNllStage(LossOp op, double workPerColumn, float min, float max, Scratch scratch) {
    super(op, workPerColumn * op.prediction().shape().columns(), scratch);
    this.min = min;
    this.max = max;
  }

  /**
   * Turns means and log variances into the derivatives by them, and targets into their terms of the
   * loss.
   *
   * @param precision exp(-logVariance), may be overwritten
   * @param n numbers, whole vectors
   */
  abstract void terms(
      float[] mean, float[] logVariance, float[] truth, float[] precision, int n, Worker worker);

  @Override
  final void losses(int r, int begin, int end, float[] out, Worker worker) {
    float[] mean = worker.floats(Slots.BLOCK_A);
    float[] logVariance = worker.floats(Slots.BLOCK_B);
    float[] truth = worker.floats(Slots.BLOCK_C);
    float[] precision = worker.floats(Slots.BLOCK_D);
    int examples = end - begin;
    int n = examples * targets;
    int from = prediction.at(r) + begin * outputs;
    Halves.split(prediction.data, from, examples, targets, mean, logVariance);
    System.arraycopy(target.data, target.at(r) + begin * targets, truth, 0, n);
    Sigma.precisions(logVariance, min, max, precision, Lanes.padded(n));
    terms(mean, logVariance, truth, precision, Lanes.padded(n), worker);
    addUp(truth, examples, out);
    if (gradient != null) {
      float[] factors = precision;
      factors(r, begin, end, factors);
      scale(mean, factors, n, mean, 0);
      scale(logVariance, factors, n, logVariance, 0);
      int to = gradient.at(r) + begin * outputs;
      Halves.join(mean, logVariance, examples, targets, gradient.data, to);
    }
  }
}
