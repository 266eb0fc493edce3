package dev.credence.backend.vector;

import dev.credence.op.MeanSquaredError;
import dev.credence.tensor.Tensor;

/** l = sum_d (y - mean)^2 / (2 exp(logVariance)) + logVariance / 2, one log variance per target. */
final class MeanSquaredErrorStage extends ExampleLossStage {
  private final MeanSquaredError op;
  private final View logVariance;

  MeanSquaredErrorStage(MeanSquaredError op, Scratch scratch) {
    super(op, scratch);
    this.op = op;
    this.logVariance = View.of(op.logVariance(), replicas);
  }

  @Override
  Tensor shared() {
    return op.logVariance();
  }

  @Override
  void addTo(Plan plan) {
    super.addTo(plan);
    if (op.logVarianceGradient() != null) {
      plan.add(
          new VarianceGradient(),
          Uses.reading(op.prediction(), op.target(), op.weight(), op.logVariance())
              .writing(op.logVarianceGradient()));
    }
  }

  @Override
  double example(int r, int a, int y, int g, double factor) {
    double l = 0;
    for (int d = 0; d < targets; d++) {
      double logarithm = logVariance.data[logVariance.at(r) + d];
      double precision = Math.exp(-logarithm);
      double difference = (double) prediction.data[a + d] - target.data[y + d];
      l += (difference * difference * precision + logarithm) / 2;
      if (g >= 0) {
        gradient.data[g + d] = (float) (factor * difference * precision);
      }
    }
    return l;
  }

  /** Sums over the batch, example after example. */
  private final class VarianceGradient implements Stage {
    private final int own = op.logVarianceGradient().tensor().shape().replicas();
    private final View out = View.of(op.logVarianceGradient().tensor());

    @Override
    public int parts() {
      return own * targets;
    }

    @Override
    public void run(int part, Worker worker) {
      int q = part / targets;
      int d = part % targets;
      int group = replicas / own;
      double sum = 0;
      for (int r = q * group; r < (q + 1) * group; r++) {
        double precision = Math.exp(-(double) logVariance.data[logVariance.at(r) + d]);
        for (int b = 0; b < rows; b++) {
          double difference =
              (double) prediction.data[prediction.at(r) + b * outputs + d]
                  - target.data[target.at(r) + b * targets + d];
          sum += factor(r, b) * (1 - difference * difference * precision) / 2;
        }
      }
      int to = out.at(q) + d;
      out.data[to] = (float) (op.logVarianceGradient().accumulates() ? out.data[to] + sum : sum);
    }
  }
}
