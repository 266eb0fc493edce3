package dev.credence.backend.vector;

import dev.credence.op.Activate;

/** y = f(x): bound by memory for relu, by about 30 instructions a vector for the others. */
final class ActivateStage extends RowStage {
  private final Function function;
  private final int columns;
  private final View x;
  private final View y;

  ActivateStage(Activate op, Scratch scratch) {
    super(op.y().shape().replicas(), op.y().shape().rows(), 40.0 * op.y().shape().columns());
    function = Function.value(op.function());
    columns = op.y().shape().columns();
    x = View.of(op.x());
    y = View.of(op.y());
    scratch.floats(Slots.BLOCK_B, Function.SCRATCH);
  }

  @Override
  void rows(int r, int begin, int end, Worker worker) {
    function.apply(
        x.data,
        x.at(r) + begin * columns,
        y.data,
        y.at(r) + begin * columns,
        (end - begin) * columns,
        worker.floats(Slots.BLOCK_B));
  }
}
