package dev.credence.backend.vector;

import dev.credence.backend.StepState;
import dev.credence.op.GatherRows;

/**
 * The rows of one batch, made once for all operations that gather in the same order. A place in the
 * pseudo-random order costs a few ns.
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
  private final VectorOrder[] orders;

  RowOrderStage(Order order, StepState state, Scratch scratch) {
    super(order.replicas(), order.rows(), order.shuffled() ? 500 : 50);
    this.order = order;
    this.state = state;
    rowNumbers = new int[Math.multiplyExact(order.replicas(), order.rows())];
    orders = new VectorOrder[scratch.workers()];
    for (int i = 0; i < orders.length; i++) {
      orders[i] = new VectorOrder(order.sourceRows(), block());
    }
  }

  /** Which row of the source comes at row {@code b} of replica {@code r}. */
  int row(int r, int b) {
    return rowNumbers[r * rows + b];
  }

  @Override
  void rows(int r, int begin, int end, Worker worker) {
    VectorOrder shuffle = orders[worker.index];
    int n = order.sourceRows();
    long at = Integer.toUnsignedLong(state.step()) * rows + begin;
    int to = r * rows + begin;
    int last = r * rows + end;
    while (to < last) {
      // Up to the end of an epoch.
      int position = (int) (at % n);
      int count = Math.min(last - to, n - position);
      if (order.shuffled()) {
        shuffle.rekey(state.seed(), order.stream(), (int) (at / n), r);
        shuffle.rows(position, count, rowNumbers, to);
      } else {
        for (int i = 0; i < count; i++) {
          rowNumbers[to + i] = position + i;
        }
      }
      to += count;
      at += count;
    }
  }
}
