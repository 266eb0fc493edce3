package dev.credence.backend.vector;

import dev.credence.op.LossOp;
import dev.credence.tensor.Tensor;

/**
 * What all losses share: weights, gradient, loss of each example; the mean over the batch is a
 * second stage that sums in a fixed order.
 */
abstract class LossStage extends RowStage {
  final View prediction;
  final View target;
  final View gradient;
  final int outputs;
  final int targets;
  private final View weight;
  private final View perExample;
  private final View loss;
  private final double gradientScale;
  private final LossOp op;
  private final Buffer weighted;

  LossStage(LossOp op, double workPerRow, Scratch scratch) {
    super(op.prediction().shape().replicas(), op.prediction().shape().rows(), workPerRow);
    this.op = op;
    prediction = View.of(op.prediction());
    target = View.of(op.target(), replicas);
    gradient = View.ofNullable(op.gradient(), replicas);
    outputs = op.prediction().shape().columns();
    targets = op.target().shape().columns();
    weight = View.ofNullable(op.weight(), replicas);
    perExample = View.ofNullable(op.perExample(), replicas);
    loss = View.of(op.loss());
    gradientScale = op.gradientScale();
    weighted = scratch.buffer((long) replicas * rows);
  }

  /** Adds this stage and the mean. */
  void addTo(Plan plan) {
    plan.add(
        this,
        Uses.reading(op.prediction(), op.target(), op.weight())
            .readingAnywhere(shared())
            .writing(op.perExample(), op.gradient(), weighted));
    plan.add(new Mean(), Uses.reading(weighted).writing(op.loss()));
  }

  /** A tensor that all rows read, or null. */
  Tensor shared() {
    return null;
  }

  /** Factor on the gradient of one example. */
  final double factor(int r, int b) {
    double own = weight == null ? 1 : weight.data[weight.at(r) + b];
    return gradientScale * own / rows;
  }

  /** Keeps the loss of one example. */
  final void put(int r, int b, double l) {
    double own = weight == null ? 1 : weight.data[weight.at(r) + b];
    weighted.data()[r * rows + b] = (float) (own * l);
    if (perExample != null) {
      perExample.data[perExample.at(r) + b] = (float) l;
    }
  }

  private final class Mean implements Stage {
    @Override
    public int parts() {
      return replicas;
    }

    @Override
    public void run(int r, Worker worker) {
      double sum = 0;
      for (int b = 0; b < rows; b += 1024) {
        sum += Elements.sum(weighted.data(), r * rows + b, Math.min(1024, rows - b));
      }
      loss.data[loss.at(r)] = (float) (sum / rows);
    }
  }
}
