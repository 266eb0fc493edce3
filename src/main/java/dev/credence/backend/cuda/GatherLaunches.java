package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Grid;
import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.op.GatherRows;
import dev.credence.tensor.Shape;
import java.util.List;

/** {@code kernels/gather.cu}. */
final class GatherLaunches {
  static final Kernel GATHER = new Kernel("gather", "gather_rows", 256, "Lpii");

  /** Most operations of one launch. */
  static final int MOST = MatrixList.MOST / 2;

  /** Rows of a block. */
  private static final int TILE = 32;

  /** Numbers of a row that one block copies before rows are split among blocks. */
  private static final int STRIPE = 512;

  private GatherLaunches() {}

  /** Operations with one order of rows: equal numbers of source rows, replicas and batch rows. */
  static void record(List<GatherRows> ops, Recorder recorder) {
    MatrixList list = new MatrixList();
    int widest = 0;
    for (GatherRows op : ops) {
      list.add(op.source()).add(op.out());
      widest = Math.max(widest, op.out().shape().columns());
    }
    GatherRows any = ops.get(0);
    Shape shape = any.out().shape();
    int tiles = (shape.rows() - 1) / TILE + 1;
    int stripes = Math.min((widest - 1) / STRIPE + 1, Grid.MAX_YZ);
    recorder.launch(
        GATHER,
        new Grid(tiles, Math.min(shape.replicas(), Grid.MAX_YZ), stripes),
        new Arguments()
            .list(list)
            .pointer(recorder.state())
            .integer(any.stream())
            .integer(any.shuffled() ? 1 : 0));
  }
}
