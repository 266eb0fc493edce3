package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.backend.StepState;
import dev.credence.op.Moments;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** Mean and population variance over each group of replicas (Welford 1962), lanes over elements. */
final class MomentsStage extends ChunkStage {
  private final StepState state;
  private final int group;
  private final View x;
  private final View mean;
  private final View variance;

  MomentsStage(Moments op, StepState state, Scratch scratch) {
    super(op.mean().shape().replicas(), op.mean().shape().matrixElements());
    this.state = state;
    group = op.x().shape().replicas() / replicas;
    x = View.of(op.x());
    mean = View.of(op.mean());
    variance = View.of(op.variance());
    scratch.floats(Slots.BLOCK_A, CHUNK);
    scratch.floats(Slots.BLOCK_B, CHUNK);
    scratch.floats(Slots.BLOCK_C, CHUNK);
  }

  @Override
  void chunk(int q, int first, int n, Worker worker) {
    float[] averages = worker.floats(Slots.BLOCK_A);
    float[] squares = worker.floats(Slots.BLOCK_B);
    float[] values = worker.floats(Slots.BLOCK_C);
    int before = state.firstReplica();
    if (before > 0) {
      System.arraycopy(mean.data, mean.at(q) + first, averages, 0, n);
      System.arraycopy(variance.data, variance.at(q) + first, squares, 0, n);
      Elements.scale(before, squares, 0, n);
    } else {
      Arrays.fill(averages, 0, n, 0);
      Arrays.fill(squares, 0, n, 0);
    }
    for (int g = 0; g < group; g++) {
      System.arraycopy(x.data, x.at(q * group + g) + first, values, 0, n);
      add(values, averages, squares, before + g + 1, Lanes.padded(n));
    }
    Elements.scale((float) (1.0 / (before + group)), squares, 0, n);
    System.arraycopy(averages, 0, mean.data, mean.at(q) + first, n);
    System.arraycopy(squares, 0, variance.data, variance.at(q) + first, n);
  }

  private static void add(float[] values, float[] averages, float[] squares, int count, int n) {
    FloatVector share = FloatVector.broadcast(S, (float) (1.0 / count));
    for (int i = 0; i < n; i += L) {
      FloatVector v = FloatVector.fromArray(S, values, i);
      FloatVector average = FloatVector.fromArray(S, averages, i);
      FloatVector difference = v.sub(average);
      average = difference.fma(share, average);
      FloatVector sum = FloatVector.fromArray(S, squares, i);
      difference.fma(v.sub(average), sum).intoArray(squares, i);
      average.intoArray(averages, i);
    }
  }
}
