package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.op.MeanSquaredError;
import dev.credence.tensor.Tensor;
import jdk.incubator.vector.FloatVector;

/** l = sum_d (y - mean)^2 / (2 exp(logVariance)) + logVariance / 2, one log variance per target. */
final class MeanSquaredErrorStage extends TermLossStage {
  private final MeanSquaredError op;
  private final View logVariance;

  MeanSquaredErrorStage(MeanSquaredError op, Scratch scratch) {
    super(op, 20.0 * op.prediction().shape().columns(), scratch);
    this.op = op;
    this.logVariance = View.of(op.logVariance(), replicas);
    scratch.floats(Slots.BLOCK_E, Halves.size(block(), targets));
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
  void losses(int r, int begin, int end, float[] out, Worker worker) {
    float[] slope = worker.floats(Slots.BLOCK_A);
    float[] logarithm = worker.floats(Slots.BLOCK_B);
    float[] truth = worker.floats(Slots.BLOCK_C);
    float[] precision = worker.floats(Slots.BLOCK_D);
    int n = (end - begin) * targets;
    System.arraycopy(prediction.data, prediction.at(r) + begin * outputs, slope, 0, n);
    System.arraycopy(target.data, target.at(r) + begin * targets, truth, 0, n);
    for (int d = 0; d < targets; d++) {
      float own = logVariance.data[logVariance.at(r) + d];
      repeat(own, n, logarithm, d);
      repeat((float) Math.exp(-(double) own), n, precision, d);
    }
    terms(slope, truth, precision, logarithm, Lanes.padded(n));
    addUp(truth, end - begin, out);
    if (gradient != null) {
      float[] factors = worker.floats(Slots.BLOCK_E);
      factors(r, begin, end, factors);
      int to = gradient.at(r) + begin * outputs;
      scale(slope, factors, n, gradient.data, to);
    }
  }

  private void repeat(float value, int n, float[] out, int d) {
    for (int i = d; i < n; i += targets) {
      out[i] = value;
    }
  }

  /** Turns predictions into the derivatives by them, and targets into their terms of the loss. */
  private static void terms(
      float[] prediction, float[] truth, float[] precision, float[] logVariance, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector y = FloatVector.fromArray(S, truth, i);
      FloatVector d = FloatVector.fromArray(S, prediction, i).sub(y);
      FloatVector slope = d.mul(FloatVector.fromArray(S, precision, i));
      FloatVector sum = slope.fma(d, FloatVector.fromArray(S, logVariance, i));
      slope.intoArray(prediction, i);
      sum.mul(0.5f).intoArray(truth, i);
    }
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
          sum += factor * weight(r, b) * (1 - difference * difference * precision) / 2;
        }
      }
      int to = out.at(q) + d;
      out.data[to] = (float) (op.logVarianceGradient().accumulates() ? out.data[to] + sum : sum);
    }
  }
}
