package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Rows of two halves, means and log variances say, taken apart into two runs of numbers and put
 * together again. Runs lie in scratch, a vector longer than their numbers: whole vectors are stored
 * where they fit, and what they spill is overwritten with what belongs there.
 *
 * <p>Halves of one column are exchanged in registers: two shuffles and a blend for each vector.
 * Those of a few columns go column by column, number by number.
 */
final class Halves {
  /** Even lanes, then odd ones; and the other way round. */
  private static final VectorShuffle<Float> EVEN_ODD =
      VectorShuffle.fromOp(S, i -> i < L / 2 ? 2 * i : 2 * i - L + 1);

  private static final VectorShuffle<Float> ODD_EVEN =
      VectorShuffle.fromOp(S, i -> i < L / 2 ? 2 * i + 1 : 2 * i - L);

  /** Lanes of the lower half, each twice; and those of the upper half. */
  private static final VectorShuffle<Float> LOWER = VectorShuffle.fromOp(S, i -> i / 2);

  private static final VectorShuffle<Float> UPPER = VectorShuffle.fromOp(S, i -> (i + L) / 2);

  private static final VectorShuffle<Float> EXCHANGE = VectorShuffle.fromOp(S, i -> i ^ L / 2);

  /** Fewest columns that are worth storing a whole vector for. */
  private static final int WIDE = L / 2;

  private static final VectorMask<Float> HIGH_HALF =
      VectorMask.fromLong(S, (1L << L) - (1L << L / 2));

  private static final VectorMask<Float> ODD = VectorMask.fromLong(S, 0xaaaaaaaaaaaaaaaaL);

  private Halves() {}

  /** Numbers of a run that holds one half of {@code rows} rows. */
  static int size(int rows, int width) {
    return Lanes.padded(rows * width) + L;
  }

  /** Takes {@code n} rows of twice {@code width} columns apart. */
  static void split(float[] rows, int from, int n, int width, float[] first, float[] second) {
    if (width == 1) {
      int whole = n / L * L;
      splitPairs(rows, from, whole, first, second);
      for (int i = whole; i < n; i++) {
        first[i] = rows[from + 2 * i];
        second[i] = rows[from + 2 * i + 1];
      }
      return;
    }
    int whole = width < WIDE ? 0 : wholeRows(from, n, width, rows.length);
    splitRows(rows, from, whole, width, first);
    splitRows(rows, from + width, whole, width, second);
    for (int k = 0; k < width; k++) {
      splitColumn(rows, from + k, whole, n, width, first, k);
      splitColumn(rows, from + width + k, whole, n, width, second, k);
    }
  }

  /** Puts {@code n} rows of twice {@code width} columns together. */
  static void join(float[] first, float[] second, int n, int width, float[] rows, int to) {
    if (width == 1) {
      int whole = n / L * L;
      joinPairs(first, second, whole, rows, to);
      for (int i = whole; i < n; i++) {
        rows[to + 2 * i] = first[i];
        rows[to + 2 * i + 1] = second[i];
      }
      return;
    }
    // Rows beyond the last belong to others.
    int whole = width < WIDE ? 0 : wholeRows(to, n, width, to + 2 * n * width);
    joinRows(first, second, whole, width, rows, to);
    for (int k = 0; k < width; k++) {
      joinColumn(first, k, whole, n, width, rows, to + k);
      joinColumn(second, k, whole, n, width, rows, to + width + k);
    }
  }

  /** How many of the rows end, rounded up to whole vectors, within {@code end}. */
  private static int wholeRows(int from, int n, int width, int end) {
    int spill = Lanes.padded(width) - width;
    return Math.max(0, Math.min(n, (end - spill - from) / (2 * width)));
  }

  private static void splitPairs(float[] rows, int from, int n, float[] first, float[] second) {
    for (int i = 0; i < n; i += L) {
      FloatVector a = FloatVector.fromArray(S, rows, from + 2 * i).rearrange(EVEN_ODD);
      FloatVector b = FloatVector.fromArray(S, rows, from + 2 * i + L).rearrange(ODD_EVEN);
      a.blend(b, HIGH_HALF).intoArray(first, i);
      b.blend(a, HIGH_HALF).rearrange(EXCHANGE).intoArray(second, i);
    }
  }

  private static void joinPairs(float[] first, float[] second, int n, float[] rows, int to) {
    for (int i = 0; i < n; i += L) {
      FloatVector a = FloatVector.fromArray(S, first, i);
      FloatVector b = FloatVector.fromArray(S, second, i);
      a.rearrange(LOWER).blend(b.rearrange(LOWER), ODD).intoArray(rows, to + 2 * i);
      a.rearrange(UPPER).blend(b.rearrange(UPPER), ODD).intoArray(rows, to + 2 * i + L);
    }
  }

  private static void splitColumn(
      float[] rows, int from, int begin, int end, int width, float[] half, int k) {
    int at = from + 2 * begin * width;
    int stop = k + end * width;
    for (int o = k + begin * width; o < stop; o += width, at += 2 * width) {
      half[o] = rows[at];
    }
  }

  private static void joinColumn(
      float[] half, int k, int begin, int end, int width, float[] rows, int to) {
    int at = to + 2 * begin * width;
    int stop = k + end * width;
    for (int o = k + begin * width; o < stop; o += width, at += 2 * width) {
      rows[at] = half[o];
    }
  }

  private static void splitRows(float[] rows, int from, int n, int width, float[] half) {
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < width; k += L) {
        FloatVector.fromArray(S, rows, from + 2 * i * width + k).intoArray(half, i * width + k);
      }
    }
  }

  private static void joinRows(
      float[] first, float[] second, int n, int width, float[] rows, int to) {
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < width; k += L) {
        FloatVector.fromArray(S, first, i * width + k).intoArray(rows, to + 2 * i * width + k);
      }
      for (int k = 0; k < width; k += L) {
        FloatVector.fromArray(S, second, i * width + k)
            .intoArray(rows, to + (2 * i + 1) * width + k);
      }
    }
  }
}
