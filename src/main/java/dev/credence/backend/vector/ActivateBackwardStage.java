package dev.credence.backend.vector;

import dev.credence.op.ActivateBackward;

/** dx = dy f'(x), f' computed again from x. */
final class ActivateBackwardStage extends RowStage {
  /** Elements at a time: their derivatives stay in the first-level cache. */
  private static final int RUN = 1024;

  private final Function derivative;
  private final boolean accumulate;
  private final int columns;
  private final View x;
  private final View dy;
  private final View dx;

  ActivateBackwardStage(ActivateBackward op, Scratch scratch) {
    super(op.dy().shape().replicas(), op.dy().shape().rows(), 50.0 * op.dy().shape().columns());
    derivative = Function.derivative(op.function());
    accumulate = op.dx().accumulates();
    columns = op.dy().shape().columns();
    x = View.of(op.x());
    dy = View.of(op.dy());
    dx = View.of(op.dx().tensor());
    scratch.floats(Slots.BLOCK_B, Function.SCRATCH);
    scratch.floats(Slots.BLOCK_A, RUN);
  }

  @Override
  void rows(int r, int begin, int end, Worker worker) {
    float[] slope = worker.floats(Slots.BLOCK_A);
    float[] own = worker.floats(Slots.BLOCK_B);
    for (int i = begin * columns; i < end * columns; i += RUN) {
      int n = Math.min(RUN, end * columns - i);
      derivative.apply(x.data, x.at(r) + i, slope, 0, n, own);
      Elements.putProduct(slope, 0, dy.data, dy.at(r) + i, dx.data, dx.at(r) + i, n, accumulate);
    }
  }
}
