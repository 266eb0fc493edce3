package dev.credence.noise;

import java.util.Objects;

/**
 * Random signs, one bit each. Every row begins at a new word: the sign of (row, column) is bit
 * {@code column % 32} of the word of element {@code row * wordsPerRow + column / 32}; a set bit
 * means -1.
 */
public final class Signs {
  private Signs() {}

  /** Words that hold one row: ceil(columns / 32). */
  public static int wordsPerRow(int columns) {
    return columns + 31 >>> 5;
  }

  /** The sign, +1 or -1, of one cell. */
  public static float at(
      long seed, int stream, int step, int replica, long row, int column, int columns) {
    long element = row * wordsPerRow(columns) + (column >>> 5);
    return sign(Words.at(seed, stream, step, replica, element), column);
  }

  /** Writes +1 or -1; {@code dst} is (rows, columns) with rows {@code dstStride} apart. */
  public static void fill(
      long seed,
      int stream,
      int step,
      int replica,
      long firstRow,
      int rows,
      int columns,
      float[] dst,
      int dstOffset,
      int dstStride) {
    int words = wordsPerRow(columns);
    NoiseLayout.check(replica, Math.multiplyExact(firstRow, words), (long) rows * words);
    for (int r = 0; r < rows; r++) {
      int offset = Objects.checkFromIndexSize(dstOffset + r * dstStride, columns, dst.length);
      int word = 0;
      for (int c = 0; c < columns; c++) {
        if ((c & 31) == 0) {
          word = Words.at(seed, stream, step, replica, (firstRow + r) * words + (c >>> 5));
        }
        dst[offset + c] = sign(word, c);
      }
    }
  }

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
    int words = wordsPerRow(columns);
    long first = Math.multiplyExact(firstRow, words);
    Words.fill(seed, stream, step, replica, first, dst, dstOffset, Math.multiplyExact(rows, words));
  }

  private static float sign(int word, int column) {
    return Float.intBitsToFloat(BoxMuller.ONE | word << 31 - (column & 31) & BoxMuller.SIGN);
  }
}
