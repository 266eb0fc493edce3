package dev.credence.predict;

/**
 * In which pieces rows are predicted: powers of two and the largest size, so that few programs are
 * compiled and neither the padding nor the number of pieces grows large.
 */
final class ChunkSizes {
  /**
   * Activations of a chunk, for each of the rows that the backend takes at once: more rows use
   * every weight that is laid out more often.
   */
  private static final long WANTED_BYTES = 80L << 10;

  /** Activations of a chunk never take more than this for each, unless a single row does. */
  private static final long LARGEST_BYTES = 256L << 10;

  /** Below this many rows a weight is used too seldom for each time it is loaded. */
  private static final int WORTHWHILE = 64;

  /**
   * Rows that one vector of the matrix product holds: as padding they cost less than another piece,
   * which loads all weights again.
   */
  private static final int VECTOR = 16;

  /** A part of the rows that may be padding for the same reason. */
  private static final int PADDING = 8;

  private final int largest;

  private ChunkSizes(int largest) {
    this.largest = largest;
  }

  /**
   * Sizes for a program whose activations take this many bytes per row, on a backend that takes so
   * many rows at once.
   */
  static ChunkSizes forBytesPerRow(long bytes, int rowsAtOnce) {
    long wanted = Math.max(WORTHWHILE, rowsAtOnce * WANTED_BYTES / bytes);
    long possible = Math.max(1, rowsAtOnce * LARGEST_BYTES / bytes);
    int largest = (int) Math.min(rowsAtOnce, Math.min(wanted, possible));
    return new ChunkSizes(largest < VECTOR ? largest : largest - largest % VECTOR);
  }

  int largest() {
    return largest;
  }

  /** Size of the next piece when this many rows are left; the piece may be larger than that. */
  int next(int left) {
    if (left >= largest) {
      return largest;
    }
    int below = Integer.highestOneBit(left);
    int size = Math.min(largest, below == left ? left : 2 * below);
    return size - left <= Math.max(VECTOR, left / PADDING) ? size : below;
  }
}
