package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.PANEL;
import static dev.credence.backend.vector.Lanes.S;
import static dev.credence.backend.vector.Lanes.SI;
import static dev.credence.backend.vector.Lanes.TILE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/**
 * Puts row-major rows into the tiles that {@link RegisterTiles} reads: row r, column k of a tile
 * lies at k TILE + r. Tiles follow one another {@link #stride} apart.
 *
 * <p>With 16 lanes, 8 rows by 16 columns are transposed in registers: three exchanges of vectors at
 * distance 4, 2, 1 with lanes at distance 8, 4, 2 (Eklundh 1972), then one permutation of lanes.
 */
final class RowPacking {
  /** Columns that one transposition takes; the column count of a tile is rounded up to it. */
  private static final int STEP = 16;

  /** Fewest columns for which a transposition costs less than taking them one by one. */
  private static final int WORTH = 4;

  private static final VectorShuffle<Float> SWAP8 = VectorShuffle.fromOp(S, i -> i ^ 8 & L - 1);
  private static final VectorShuffle<Float> SWAP4 = VectorShuffle.fromOp(S, i -> i ^ 4 & L - 1);
  private static final VectorShuffle<Float> SWAP2 = VectorShuffle.fromOp(S, i -> i ^ 2 & L - 1);
  private static final VectorShuffle<Float> GATHER_ROWS =
      VectorShuffle.fromOp(S, i -> ((i & 7) << 1 | i >> 3) & L - 1);
  private static final VectorShuffle<Float> HALVES = VectorShuffle.fromOp(S, i -> i ^ L / 2);
  private static final VectorMask<Float> HIGH_HALF =
      VectorMask.fromLong(S, (1L << L) - (1L << L / 2));
  private static final VectorMask<Float> HIGH8 = VectorMask.fromLong(S, 0xff00);
  private static final VectorMask<Float> HIGH4 = VectorMask.fromLong(S, 0xf0f0);
  private static final VectorMask<Float> HIGH2 = VectorMask.fromLong(S, 0xcccc);

  private RowPacking() {}

  /** Elements of one packed tile with {@code columns} columns. */
  static int stride(int columns) {
    return (columns + STEP - 1) / STEP * STEP * TILE;
  }

  /** Elements of the packed tiles of {@code rows} rows. */
  static int size(int rows, int columns) {
    return (rows + TILE - 1) / TILE * stride(columns);
  }

  /** Packs {@code rows} rows, {@code lda} apart; the missing rows of the last tile hold zeros. */
  static void pack(float[] a, int aOff, int lda, int rows, int columns, float[] out) {
    int stride = stride(columns);
    int whole = columns / STEP * STEP;
    int padded = columns - whole < WORTH ? whole : whole + STEP;
    for (int r = 0, o = 0; r < rows; r += TILE, o += stride) {
      int from = aOff + r * lda;
      int height = Math.min(TILE, rows - r);
      if (height == TILE && L == 16) {
        // Beyond the last column are numbers of other rows, which no result is made of.
        boolean readable = from + (TILE - 1) * lda <= a.length - padded;
        int turned = readable ? padded : whole;
        transpose(a, from, lda, turned, out, o);
        each(a, from, lda, height, turned, columns, out, o);
      } else {
        each(a, from, lda, height, 0, columns, out, o);
      }
    }
  }

  private static void each(
      float[] a, int aOff, int lda, int height, int first, int end, float[] out, int oOff) {
    for (int i = 0; i < TILE; i++) {
      for (int k = first; k < end; k++) {
        out[oOff + k * TILE + i] = i < height ? a[aOff + i * lda + k] : 0;
      }
    }
  }

  private static void transpose(float[] a, int aOff, int lda, int columns, float[] out, int oOff) {
    for (int k = 0; k < columns; k += STEP) {
      FloatVector v0 = FloatVector.fromArray(S, a, aOff + 0 * lda + k);
      FloatVector v1 = FloatVector.fromArray(S, a, aOff + 1 * lda + k);
      FloatVector v2 = FloatVector.fromArray(S, a, aOff + 2 * lda + k);
      FloatVector v3 = FloatVector.fromArray(S, a, aOff + 3 * lda + k);
      FloatVector v4 = FloatVector.fromArray(S, a, aOff + 4 * lda + k);
      FloatVector v5 = FloatVector.fromArray(S, a, aOff + 5 * lda + k);
      FloatVector v6 = FloatVector.fromArray(S, a, aOff + 6 * lda + k);
      FloatVector v7 = FloatVector.fromArray(S, a, aOff + 7 * lda + k);
      FloatVector w0 = v0.blend(v4.rearrange(SWAP8), HIGH8);
      FloatVector w4 = v0.rearrange(SWAP8).blend(v4, HIGH8);
      FloatVector w1 = v1.blend(v5.rearrange(SWAP8), HIGH8);
      FloatVector w5 = v1.rearrange(SWAP8).blend(v5, HIGH8);
      FloatVector w2 = v2.blend(v6.rearrange(SWAP8), HIGH8);
      FloatVector w6 = v2.rearrange(SWAP8).blend(v6, HIGH8);
      FloatVector w3 = v3.blend(v7.rearrange(SWAP8), HIGH8);
      FloatVector w7 = v3.rearrange(SWAP8).blend(v7, HIGH8);
      FloatVector x0 = w0.blend(w2.rearrange(SWAP4), HIGH4);
      FloatVector x2 = w0.rearrange(SWAP4).blend(w2, HIGH4);
      FloatVector x1 = w1.blend(w3.rearrange(SWAP4), HIGH4);
      FloatVector x3 = w1.rearrange(SWAP4).blend(w3, HIGH4);
      FloatVector x4 = w4.blend(w6.rearrange(SWAP4), HIGH4);
      FloatVector x6 = w4.rearrange(SWAP4).blend(w6, HIGH4);
      FloatVector x5 = w5.blend(w7.rearrange(SWAP4), HIGH4);
      FloatVector x7 = w5.rearrange(SWAP4).blend(w7, HIGH4);
      FloatVector y0 = x0.blend(x1.rearrange(SWAP2), HIGH2);
      FloatVector y1 = x0.rearrange(SWAP2).blend(x1, HIGH2);
      FloatVector y2 = x2.blend(x3.rearrange(SWAP2), HIGH2);
      FloatVector y3 = x2.rearrange(SWAP2).blend(x3, HIGH2);
      FloatVector y4 = x4.blend(x5.rearrange(SWAP2), HIGH2);
      FloatVector y5 = x4.rearrange(SWAP2).blend(x5, HIGH2);
      FloatVector y6 = x6.blend(x7.rearrange(SWAP2), HIGH2);
      FloatVector y7 = x6.rearrange(SWAP2).blend(x7, HIGH2);
      y0.rearrange(GATHER_ROWS).intoArray(out, oOff + k * 8 + 0);
      y1.rearrange(GATHER_ROWS).intoArray(out, oOff + k * 8 + 16);
      y2.rearrange(GATHER_ROWS).intoArray(out, oOff + k * 8 + 32);
      y3.rearrange(GATHER_ROWS).intoArray(out, oOff + k * 8 + 48);
      y4.rearrange(GATHER_ROWS).intoArray(out, oOff + k * 8 + 64);
      y5.rearrange(GATHER_ROWS).intoArray(out, oOff + k * 8 + 80);
      y6.rearrange(GATHER_ROWS).intoArray(out, oOff + k * 8 + 96);
      y7.rearrange(GATHER_ROWS).intoArray(out, oOff + k * 8 + 112);
    }
  }

  /**
   * Puts at most a panel of rows into a panel: row r, column k lies at k PANEL + r. The places of
   * missing rows hold zeros or numbers that no result is made of.
   *
   * @param packed scratch of two tiles
   */
  static void packPanel(
      float[] a, int aOff, int lda, int rows, int columns, float[] out, int oOff, float[] packed) {
    int half = stride(columns);
    for (int i = 0; i < rows; i += 2 * TILE) {
      // Two tiles of rows make one vector of columns.
      int n = Math.min(2 * TILE, rows - i);
      pack(a, aOff + i * lda, lda, n, columns, packed);
      if (L == 2 * TILE && n > TILE) {
        join(packed, half, columns, out, oOff + i, PANEL);
      } else {
        for (int k = 0; k < columns; k++) {
          for (int j = 0; j < n; j++) {
            out[oOff + i + k * PANEL + j] = packed[j / TILE * half + k * TILE + j % TILE];
          }
        }
      }
    }
  }

  /**
   * Joins two packed tiles into vectors of 2 TILE rows, one per column, {@code step} apart. Takes
   * two columns at a time: a packed vector holds column k and column k + 1 of one tile.
   */
  private static void join(float[] packed, int half, int columns, float[] out, int oOff, int step) {
    for (int k = 0; k < columns - 1; k += 2) {
      FloatVector a = FloatVector.fromArray(S, packed, k * TILE);
      FloatVector b = FloatVector.fromArray(S, packed, half + k * TILE);
      a.blend(b.rearrange(HALVES), HIGH_HALF).intoArray(out, oOff + k * step);
      a.rearrange(HALVES).blend(b, HIGH_HALF).intoArray(out, oOff + (k + 1) * step);
    }
    if (columns % 2 == 1) {
      int k = columns - 1;
      FloatVector a = FloatVector.fromArray(S, packed, k * TILE);
      FloatVector b = FloatVector.fromArray(S, packed, half + k * TILE);
      a.blend(b.rearrange(HALVES), HIGH_HALF).intoArray(out, oOff + k * step);
    }
  }

  /** Squares of packed tiles. */
  static void square(float[] packed, float[] out, int size) {
    for (int i = 0; i < size; i += L) {
      FloatVector v = FloatVector.fromArray(S, packed, i);
      v.mul(v).intoArray(out, i);
    }
  }

  /**
   * Packed tiles with signs flipped.
   *
   * @param words sign words, {@code wordsPerRow} to a row; row r of the tiles has word {@code
   *     wordOff + r wordsPerRow} for column 0
   * @param lanes scratch of at least a vector's length
   */
  static void flip(
      float[] packed,
      float[] out,
      int rows,
      int columns,
      int[] words,
      int wordOff,
      int wordsPerRow,
      int[] lanes) {
    int stride = stride(columns);
    for (int r = 0, o = 0; r < rows; r += TILE, o += stride) {
      int height = Math.min(TILE, rows - r);
      for (int k = 0; k < columns; k += 32) {
        for (int i = 0; i < L; i++) {
          int row = i % TILE;
          lanes[i] = row < height ? words[wordOff + (r + row) * wordsPerRow + (k >> 5)] : 0;
        }
        flipWord(packed, out, o + k * TILE, Math.min(32, columns - k), lanes);
      }
    }
  }

  /** A vector holds L / TILE columns of a tile. */
  private static void flipWord(float[] packed, float[] out, int off, int columns, int[] lanes) {
    IntVector word = IntVector.fromArray(SI, lanes, 0);
    for (int i = 0; i < columns * TILE; i += L) {
      IntVector shift = IntVector.fromArray(SI, SHIFTS, i);
      IntVector sign = word.lanewise(VectorOperators.LSHL, shift).and(0x80000000);
      FloatVector v = FloatVector.fromArray(S, packed, off + i);
      v.reinterpretAsInts()
          .lanewise(VectorOperators.XOR, sign)
          .reinterpretAsFloats()
          .intoArray(out, off + i);
    }
  }

  /** Element i of 32 packed columns belongs to column i / TILE, whose bit moves to bit 31. */
  private static final int[] SHIFTS = shifts();

  private static int[] shifts() {
    int[] shifts = new int[32 * TILE];
    for (int i = 0; i < shifts.length; i++) {
      shifts[i] = 31 - i / TILE;
    }
    return shifts;
  }
}
