package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Device;
import dev.credence.backend.cuda.driver.Precision;
import java.util.Locale;

/** The one place that chooses how products are cut into blocks, by their sizes. */
final class Tiling {
  /** Rows that one drawing of the weights is counted for. */
  static final int DRAWN_ROWS = 64;

  /** Blocks that a multiprocessor should have, so that one computes while another waits. */
  private static final int WANTED_BLOCKS = 2;

  /** Rows of the shortest run of a weight gradient. */
  private static final int SHORTEST_RUN = 64;

  private final Tuning tuning;
  private final Precision precision;
  private final Device device;

  Tiling(Tuning tuning, Precision precision, Device device) {
    this.tuning = tuning;
    this.precision = precision;
    this.device = device;
  }

  /**
   * The tile that takes the least time for a result of (replicas, rows, columns): rounds of blocks
   * on all multiprocessors, times the multiply-adds of a block, times what one costs. Few blocks
   * favour small tiles, many favour large ones, and edges that are computed in vain count.
   */
  Tile tile(int planes, int replicas, int rows, int columns) {
    if (tuning.tile() != null) {
      Tile wanted = Tile.valueOf(tuning.tile().toUpperCase(Locale.ROOT));
      return serves(wanted) ? wanted : Tile.SMALL;
    }
    Tile best = null;
    double least = Double.POSITIVE_INFINITY;
    for (Tile tile : Tile.values()) {
      if (!serves(tile)) {
        continue;
      }
      double rounds =
          Math.ceil(
              (double) replicas * tile.blocks(planes, rows, columns) / device.multiprocessors());
      double time = rounds * tile.rows(planes) * tile.columns(planes) * tile.cost();
      if (time < least) {
        least = time;
        best = tile;
      }
    }
    return best;
  }

  private boolean serves(Tile tile) {
    return tile.serves(precision) && (tile != Tile.WARPGROUP || device.warpgroups());
  }

  /** Whether kernels that nothing but warpgroups can run may be chosen. */
  boolean warpgroups() {
    boolean allowed =
        tuning.tile() == null || tuning.tile().equalsIgnoreCase(Tile.WARPGROUP.name());
    return allowed && serves(Tile.WARPGROUP);
  }

  /**
   * Runs of rows of a weight gradient (inputs, outputs): its depth is the batch and its result is
   * small, so that tiles alone would leave most multiprocessors idle.
   */
  int splits(long blocks, int rows) {
    if (tuning.splits() != 0) {
      return tuning.splits();
    }
    long wanted = (long) WANTED_BLOCKS * device.multiprocessors() / blocks;
    return (int) Math.max(1, Math.min(wanted, rows / SHORTEST_RUN));
  }

  /** What factors are rounded to. */
  Precision precision() {
    return precision;
  }

  /**
   * Whether the blocks of a product draw its weights themselves; those on tensor cores never do.
   */
  boolean drawsInside(int rows) {
    return precision == Precision.FP32 && hasFewRows(rows);
  }

  /** Whether it pays that every block of rows computes again what all need. */
  boolean hasFewRows(int rows) {
    return ceilDiv(rows, DRAWN_ROWS) <= tuning.drawnRowBlocks();
  }

  static long ceilDiv(long a, long b) {
    return (a + b - 1) / b;
  }
}
