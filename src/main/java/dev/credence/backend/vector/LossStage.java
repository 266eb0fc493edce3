package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.TILE;

import dev.credence.op.LossOp;
import dev.credence.tensor.Tensor;
import java.util.Arrays;

/**
 * What all losses share: weights, loss of each example; the mean over the batch is a second stage.
 * It adds up sums of {@link Lanes#TILE} examples each, which leaves it little to read.
 */
abstract class LossStage extends RowStage {
  final View prediction;
  final View target;
  final View gradient;
  final View weight;
  final int outputs;
  final int targets;

  /** Factor on the gradient of an example of weight one. */
  final double factor;

  private final View perExample;
  private final View loss;
  private final LossOp op;
  private final Buffer sums;
  private final int sumsPerReplica;

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
    factor = (double) op.gradientScale() / rows;
    sumsPerReplica = Lanes.tiles(rows);
    sums = scratch.buffer((long) replicas * sumsPerReplica);
    scratch.floats(Slots.SUM, Lanes.padded(block()));
  }

  /** Adds this stage and the mean. */
  void addTo(Plan plan) {
    plan.add(
        this,
        Uses.reading(op.prediction(), op.target(), op.weight())
            .readingAnywhere(shared())
            .writing(op.perExample(), op.gradient(), sums));
    plan.add(new Mean(), Uses.reading(sums).writing(op.loss()));
  }

  /** A tensor that all rows read, or null. */
  Tensor shared() {
    return null;
  }

  /** Weight of one example. */
  final double weight(int r, int b) {
    return weight == null ? 1 : weight.data[weight.at(r) + b];
  }

  /** Writes the losses of examples to the start of {@code out}, and their gradients in place. */
  abstract void losses(int r, int begin, int end, float[] out, Worker worker);

  @Override
  final void rows(int r, int begin, int end, Worker worker) {
    float[] each = worker.floats(Slots.SUM);
    int n = end - begin;
    losses(r, begin, end, each, worker);
    if (perExample != null) {
      System.arraycopy(each, 0, perExample.data, perExample.at(r) + begin, n);
    }
    if (weight != null) {
      Elements.putProduct(each, 0, weight.data, weight.at(r) + begin, each, 0, n, false);
    }
    // Blocks begin with whole tiles.
    Arrays.fill(each, n, Lanes.tiles(n) * TILE, 0);
    addUp(each, n, sums.data(), r * sumsPerReplica + begin / TILE);
  }

  private static void addUp(float[] each, int n, float[] sums, int to) {
    for (int i = 0; i < n; i += TILE) {
      // Two sums, because one waits for each addition.
      float even = 0;
      float odd = 0;
      for (int j = 0; j < TILE; j += 2) {
        even += each[i + j];
        odd += each[i + j + 1];
      }
      sums[to + i / TILE] = even + odd;
    }
  }

  private final class Mean implements Stage {
    /** Numbers added in float32 before float64 takes over. */
    private static final int RUN = 1024;

    @Override
    public int parts() {
      return replicas;
    }

    @Override
    public void run(int r, Worker worker) {
      double sum = 0;
      for (int i = 0; i < sumsPerReplica; i += RUN) {
        int n = Math.min(RUN, sumsPerReplica - i);
        sum += Elements.sum(sums.data(), r * sumsPerReplica + i, n, worker.lanes);
      }
      loss.data[loss.at(r)] = (float) (sum / rows);
    }
  }
}
