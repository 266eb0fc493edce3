package dev.credence.backend.vector;

import dev.credence.noise.Signs;

/** Vector twin of {@link Signs}: packed words only, which the kernels apply as sign bits. */
public final class VectorSigns {
  private VectorSigns() {}

  /** Writes the packed words; {@code dst} is (rows, wordsPerRow(columns)). */
  public static void words(
      long seed,
      int stream,
      int step,
      int replica,
      long firstRow,
      int rows,
      int columns,
      int[] dst,
      int dstOffset) {
    int words = Signs.wordsPerRow(columns);
    long first = Math.multiplyExact(firstRow, words);
    VectorPhilox.fill(
        seed, stream, step, replica, first, dst, dstOffset, Math.multiplyExact(rows, words));
  }
}
