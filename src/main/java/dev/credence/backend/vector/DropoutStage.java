package dev.credence.backend.vector;

import dev.credence.backend.StepState;
import dev.credence.op.Dropout;
import dev.credence.op.DropoutBackward;

/**
 * y = x mask / (1 - rate); backward the same with dy for x, summed over the replicas that share it.
 */
final class DropoutStage extends RowStage {
  private final int columns;
  private final int group;
  private final boolean accumulate;
  private final View x;
  private final View y;
  private final DropoutMask mask;

  private DropoutStage(
      int ownReplicas,
      int rows,
      int columns,
      int replicas,
      boolean accumulate,
      View x,
      View y,
      DropoutMask mask,
      Scratch scratch) {
    super(ownReplicas, rows, 20.0 * columns);
    this.columns = columns;
    this.group = replicas / ownReplicas;
    this.accumulate = accumulate;
    this.x = x;
    this.y = y;
    this.mask = mask;
    scratch.floats(Slots.BLOCK_A, (long) block() * columns + Lanes.L);
  }

  static DropoutStage forward(Dropout op, StepState state, Scratch scratch) {
    int replicas = op.y().shape().replicas();
    int columns = op.y().shape().columns();
    return new DropoutStage(
        replicas,
        op.y().shape().rows(),
        columns,
        replicas,
        false,
        View.of(op.x(), replicas),
        View.of(op.y()),
        new DropoutMask(op.mask(), op.rate(), op.sharedByRows(), replicas, columns, state),
        scratch);
  }

  static DropoutStage backward(DropoutBackward op, StepState state, Scratch scratch) {
    int replicas = op.dy().shape().replicas();
    int columns = op.dy().shape().columns();
    return new DropoutStage(
        op.dx().tensor().shape().replicas(),
        op.dy().shape().rows(),
        columns,
        replicas,
        op.dx().accumulates(),
        View.of(op.dy()),
        View.of(op.dx().tensor()),
        new DropoutMask(op.mask(), op.rate(), op.sharedByRows(), replicas, columns, state),
        scratch);
  }

  @Override
  void rows(int q, int begin, int end, Worker worker) {
    float[] factors = worker.floats(Slots.BLOCK_A);
    int n = (end - begin) * columns;
    int to = y.at(q) + begin * columns;
    for (int g = 0; g < group; g++) {
      int r = q * group + g;
      mask.fill(r, begin, end, factors);
      int from = x.at(r) + begin * columns;
      Elements.putProduct(factors, 0, x.data, from, y.data, to, n, accumulate || g > 0);
    }
  }
}
