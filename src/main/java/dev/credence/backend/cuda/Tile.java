package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Precision;
import java.util.Locale;

/**
 * Shapes of the tiles in {@code kernels/tile_shape.cuh}, by the names that end the kernels' names.
 */
enum Tile {
  /**
   * Tensor cores that four warps use together and that read their factors from shared memory:
   * compute capability 9.0 alone. Its sums take as many registers as those of {@link #LARGE}.
   */
  WARPGROUP(128, 128, 0, 128, 64, 0, 256, 0.6),
  /** The best use of memory and registers, where there are enough of them for all processors. */
  LARGE(128, 128, 256, 128, 64, 256, 256, 1.0),
  MEDIUM(64, 64, 256, 64, 64, 128, 128, 1.3),
  SMALL(32, 32, 128, 32, 32, 128, 128, 2.0),
  /** For matrices of a few columns; not on tensor cores. */
  THIN(32, 8, 128, 32, 8, 128, 0, 4.0);

  /** Rows and columns of the tile that draws weights along the depth. */
  static final int DEEP_SIZE = 32;

  static final int DEEP_THREADS = 128;

  /** Depth of {@link #WARPGROUP} in shared memory, where two depths lie. */
  private static final int WARPGROUP_DEPTH = 32;

  private final int rows;
  private final int columns;
  private final int threads;
  private final int pairRows;
  private final int pairColumns;
  private final int pairThreads;
  private final int tensorThreads;
  private final double cost;

  Tile(
      int rows,
      int columns,
      int threads,
      int pairRows,
      int pairColumns,
      int pairThreads,
      int tensorThreads,
      double cost) {
    this.rows = rows;
    this.columns = columns;
    this.threads = threads;
    this.pairRows = pairRows;
    this.pairColumns = pairColumns;
    this.pairThreads = pairThreads;
    this.tensorThreads = tensorThreads;
    this.cost = cost;
  }

  /** Rows of a block in a product of so many planes. */
  int rows(int planes) {
    return planes == 1 ? rows : pairRows;
  }

  /** Columns of a block in a product of so many planes. */
  int columns(int planes) {
    return planes == 1 ? columns : pairColumns;
  }

  /** Whether there are kernels of this tile. */
  boolean serves(Precision precision) {
    return precision == Precision.FP32 ? threads > 0 : tensorThreads > 0;
  }

  /**
   * Bytes of shared memory that a launch brings each block of a product of so many planes; kernels
   * of other tiles declare theirs. {@code SHARED_A} and {@code SHARED_B} in {@code
   * kernels/tile_shape.cuh}.
   */
  int sharedBytes(int planes, Precision precision) {
    if (this != WARPGROUP) {
      return 0;
    }
    int words = precision == Precision.BF16 ? WARPGROUP_DEPTH / 2 : WARPGROUP_DEPTH;
    int width = rows(planes) + columns(planes);
    int padding = 2 * 128 / words; // of either operand, for every four words of depth
    int stage = words / 4 * (4 * width + padding);
    return 2 * planes * stage * Float.BYTES;
  }

  /** Threads of a block in a product of so many planes. */
  int threads(int planes, Precision precision) {
    if (precision != Precision.FP32) {
      return tensorThreads;
    }
    return planes == 1 ? threads : pairThreads;
  }

  /** Time for one multiply-add of a block, as a multiple of that of {@link #LARGE}. */
  double cost() {
    return cost;
  }

  /** Blocks that cover a matrix. */
  long blocks(int planes, int matrixRows, int matrixColumns) {
    return Tiling.ceilDiv(matrixRows, rows(planes))
        * Tiling.ceilDiv(matrixColumns, columns(planes));
  }

  /** How names of kernels end. */
  String suffix(Precision precision) {
    String name = name().toLowerCase(Locale.ROOT);
    return precision == Precision.FP32 ? name : precision.id() + "_" + name;
  }
}
