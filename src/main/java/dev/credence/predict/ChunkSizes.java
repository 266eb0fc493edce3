package dev.credence.predict;

/**
 * In which pieces rows are predicted. A few sizes are compiled; of the padding and the number of
 * pieces neither may grow large.
 */
final class ChunkSizes {
  /** Activations of a chunk: more rows use every packed weight more often, up to about here. */
  private static final long WANTED_BYTES = 64L << 20;

  /** Activations of a chunk never take more than this, unless a single row does. */
  private static final long LARGEST_BYTES = 256L << 20;

  /** Below this many rows a weight is used too seldom for each time it is loaded. */
  private static final int WORTHWHILE = 64;

  private static final int LARGEST = 1024;
  private static final int STEP = 4;

  /** Rows of the matrix product's register tiles divide this. */
  private static final int TILE = 16;

  private final int largest;

  private ChunkSizes(int largest) {
    this.largest = largest;
  }

  /** Sizes for a program whose activations take this many bytes per row. */
  static ChunkSizes forBytesPerRow(long bytes) {
    long wanted = Math.max(WORTHWHILE, WANTED_BYTES / bytes);
    long possible = Math.max(1, LARGEST_BYTES / bytes);
    int largest = (int) Math.min(LARGEST, Math.min(wanted, possible));
    return new ChunkSizes(largest < TILE ? largest : largest - largest % TILE);
  }

  int largest() {
    return largest;
  }

  /** Size of the next piece when this many rows are left; the piece may be larger than that. */
  int next(int left) {
    int size = 1;
    while (size < left && size < largest) {
      size = Math.min(largest, size * STEP);
    }
    return size <= 2 * left ? size : smaller(size);
  }

  private int smaller(int size) {
    int smaller = 1;
    while (smaller * STEP < size) {
      smaller *= STEP;
    }
    return smaller;
  }
}
