package dev.credence.backend.vector;

import dev.credence.backend.StepState;
import dev.credence.noise.Shuffle;
import dev.credence.op.GatherRows;

/**
 * The rows of one batch, made once for all operations that gather in the same order. A place in the
 * pseudo-random order costs about 200 ns.
 */
final class RowOrderStage extends RowStage {
  /** What two operations must share to gather the same rows. */
  record Order(int replicas, int rows, int sourceRows, boolean shuffled, int stream) {
    static Order of(GatherRows op) {
      return new Order(
          op.out().shape().replicas(),
          op.out().shape().rows(),
          op.source().shape().rows(),
          op.shuffled(),
          op.stream());
    }
  }

  private final Order order;
  private final StepState state;
  private final int[] rowNumbers;
  private final Shuffle[] shuffles;

  RowOrderStage(Order order, StepState state, Scratch scratch) {
    super(order.replicas(), order.rows(), order.shuffled() ? 10_000 : 50);
    this.order = order;
    this.state = state;
    rowNumbers = new int[Math.multiplyExact(order.replicas(), order.rows())];
    shuffles = new Shuffle[scratch.workers()];
    for (int i = 0; i < shuffles.length; i++) {
      shuffles[i] = new Shuffle(order.sourceRows());
    }
  }

  /** Which row of the source comes at row {@code b} of replica {@code r}. */
  int row(int r, int b) {
    return rowNumbers[r * rows + b];
  }

  @Override
  void rows(int r, int begin, int end, Worker worker) {
    Shuffle shuffle = shuffles[worker.index];
    long first = Integer.toUnsignedLong(state.step()) * rows;
    for (int b = begin; b < end; b++) {
      int position = (int) ((first + b) % order.sourceRows());
      if (order.shuffled() && (b == begin || position == 0)) {
        int epoch = (int) ((first + b) / order.sourceRows());
        shuffle.rekey(state.seed(), order.stream(), epoch, r);
      }
      rowNumbers[r * rows + b] = order.shuffled() ? shuffle.index(position) : position;
    }
  }
}
