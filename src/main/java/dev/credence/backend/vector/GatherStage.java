package dev.credence.backend.vector;

import dev.credence.op.GatherRows;

/** Copies the rows that a {@link RowOrderStage} names. */
final class GatherStage extends RowStage {
  private final int columns;
  private final View source;
  private final View out;
  private final RowOrderStage order;

  GatherStage(GatherRows op, RowOrderStage order) {
    super(
        op.out().shape().replicas(),
        op.out().shape().rows(),
        100.0 + 2.0 * op.out().shape().columns());
    this.order = order;
    columns = op.out().shape().columns();
    source = View.of(op.source(), replicas);
    out = View.of(op.out());
  }

  @Override
  void rows(int r, int begin, int end, Worker worker) {
    for (int b = begin; b < end; b++) {
      int from = source.at(r) + order.row(r, b) * columns;
      System.arraycopy(source.data, from, out.data, out.at(r) + b * columns, columns);
    }
  }
}
