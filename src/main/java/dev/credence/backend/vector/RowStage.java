package dev.credence.backend.vector;

import java.util.List;

/**
 * A stage that works on each row of each replica by itself. A part is a block of rows of one
 * replica.
 */
abstract class RowStage implements Stage {
  /** Most rows in a part. */
  private static final int MOST_ROWS = 256;

  /** Flops that are worth handing to another thread, and those that make one part. */
  private static final double LEAST_WORK = 2e5;

  private static final double MOST_WORK = 8e6;

  /** Flops of a row whose panels outgrow the second-level cache, and the rows that share them. */
  private static final double LARGE_ROW = 2.6e5;

  private static final double LARGE_BLOCK = 64;

  /** Parts aimed at. */
  private static final int PARTS = 16;

  final int replicas;
  final int rows;
  private final double workPerRow;
  private final int grain;
  private final int block;
  private final int blocks;

  /**
   * A stage.
   *
   * @param workPerRow flops, or their like, that one row takes
   */
  RowStage(int replicas, int rows, double workPerRow) {
    this(replicas, rows, workPerRow, Lanes.TILE);
  }

  /**
   * A stage.
   *
   * @param workPerRow flops, or their like, that one row takes
   * @param grain blocks of rows are multiples of this
   */
  RowStage(int replicas, int rows, double workPerRow, int grain) {
    this.replicas = replicas;
    this.rows = rows;
    this.workPerRow = workPerRow;
    this.grain = grain;
    this.block = block(replicas, rows, workPerRow, grain);
    this.blocks = (rows + block - 1) / block;
  }

  private static int block(int replicas, int rows, double workPerRow, int grain) {
    double even = Math.ceil((double) rows * replicas / PARTS);
    double wanted = Math.min(MOST_WORK / workPerRow, Math.max(even, LEAST_WORK / workPerRow));
    if (workPerRow >= LARGE_ROW) {
      wanted = LARGE_BLOCK;
    }
    int limited = (int) Math.max(1, Math.min(wanted, Math.min(rows, MOST_ROWS)));
    return (limited + grain - 1) / grain * grain;
  }

  /** Most rows that {@link #rows} gets at a time. */
  final int block() {
    return block;
  }

  /** A chain of stages over the same rows, in the smallest of their blocks. */
  RowStage(List<RowStage> chain) {
    this.replicas = chain.get(0).replicas;
    this.rows = chain.get(0).rows;
    double work = chain.stream().mapToDouble(stage -> stage.workPerRow).sum();
    this.grain = chain.stream().mapToInt(stage -> stage.grain).max().getAsInt();
    int own = block(replicas, rows, work, grain);
    this.workPerRow = work;
    this.block = Math.min(own, chain.stream().mapToInt(RowStage::block).min().getAsInt());
    this.blocks = (rows + block - 1) / block;
  }

  /** Elements of the weights that each block of rows is combined with. */
  long weights() {
    return 0;
  }

  @Override
  public final int parts() {
    return Math.multiplyExact(replicas, blocks);
  }

  @Override
  public final void run(int part, Worker worker) {
    int begin = part % blocks * block;
    rows(part / blocks, begin, Math.min(rows, begin + block), worker);
  }

  /** Works on rows {@code begin} to {@code end} of replica {@code r}. */
  abstract void rows(int r, int begin, int end, Worker worker);
}
