package dev.credence.backend.vector;

/**
 * A stage that works on each row of each replica by itself. A part is a block of rows of one
 * replica.
 */
abstract class RowStage implements Stage {
  /** Most rows in a part. */
  private static final int MOST_ROWS = 256;

  /** Flops that are worth handing to another thread, and those that make one part. */
  private static final double LEAST_WORK = 2e5;

  private static final double MOST_WORK = 4e6;

  /** Flops of a row whose panels outgrow the second-level cache, and the rows that share them. */
  private static final double LARGE_ROW = 2.6e5;

  private static final double LARGE_BLOCK = 64;

  /** Parts aimed at. */
  private static final int PARTS = 16;

  final int replicas;
  final int rows;
  private final int block;
  private final int blocks;

  /**
   * A stage.
   *
   * @param workPerRow flops, or their like, that one row takes
   */
  RowStage(int replicas, int rows, double workPerRow) {
    this.replicas = replicas;
    this.rows = rows;
    double even = Math.ceil((double) rows * replicas / PARTS);
    double wanted = Math.min(MOST_WORK / workPerRow, Math.max(even, LEAST_WORK / workPerRow));
    if (workPerRow >= LARGE_ROW) {
      wanted = LARGE_BLOCK;
    }
    int limited = (int) Math.max(1, Math.min(wanted, Math.min(rows, MOST_ROWS)));
    this.block = Lanes.tiles(limited) * Lanes.TILE;
    this.blocks = (rows + block - 1) / block;
  }

  /** Most rows that {@link #rows} gets at a time. */
  final int block() {
    return block;
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
