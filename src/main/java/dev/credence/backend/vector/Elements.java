package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.PANEL;
import static dev.credence.backend.vector.Lanes.S;
import static dev.credence.backend.vector.Lanes.SI;
import static dev.credence.backend.vector.Lanes.TO_SIGN;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Elementwise sums and products of runs of any length; the scalar tails give the same bits. */
final class Elements {
  private static final int SIGN_BIT = 0x80000000;

  private Elements() {}

  /** to = a or, accumulating, to += a. */
  static void put(float[] a, int aOff, float[] to, int toOff, int n, boolean accumulate) {
    if (!accumulate) {
      System.arraycopy(a, aOff, to, toOff, n);
      return;
    }
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector sum = FloatVector.fromArray(S, to, toOff + i);
      sum.add(FloatVector.fromArray(S, a, aOff + i)).intoArray(to, toOff + i);
    }
    for (; i < n; i++) {
      to[toOff + i] += a[aOff + i];
    }
  }

  /** to = a b or, accumulating, to = fma(a, b, to). */
  static void putProduct(
      float[] a, int aOff, float[] b, int bOff, float[] to, int toOff, int n, boolean accumulate) {
    int i = 0;
    if (accumulate) {
      for (; i <= n - L; i += L) {
        FloatVector sum = FloatVector.fromArray(S, to, toOff + i);
        FloatVector v = FloatVector.fromArray(S, a, aOff + i);
        v.fma(FloatVector.fromArray(S, b, bOff + i), sum).intoArray(to, toOff + i);
      }
      for (; i < n; i++) {
        to[toOff + i] = Math.fma(a[aOff + i], b[bOff + i], to[toOff + i]);
      }
    } else {
      for (; i <= n - L; i += L) {
        FloatVector v = FloatVector.fromArray(S, a, aOff + i);
        v.mul(FloatVector.fromArray(S, b, bOff + i)).intoArray(to, toOff + i);
      }
      for (; i < n; i++) {
        to[toOff + i] = a[aOff + i] * b[bOff + i];
      }
    }
  }

  /**
   * to += sign a for the rows of one panel.
   *
   * @param a rows of {@link Lanes#PANEL}
   * @param words sign words, {@code wordsPerRow} to a row; the panel begins at column {@code first}
   * @param to rows {@code stride} apart
   */
  static void addFlippedRows(
      float[] a,
      int[] words,
      int wordsPerRow,
      int first,
      float[] to,
      int toOff,
      int stride,
      int rows,
      int columns) {
    for (int r = 0; r < rows; r++) {
      int from = r * PANEL;
      int row = toOff + r * stride;
      int word = r * wordsPerRow + (first >> 5);
      int j = 0;
      for (; j <= columns - L; j += L) {
        IntVector sign =
            IntVector.broadcast(SI, words[word] >>> (first + j & 31))
                .lanewise(VectorOperators.LSHL, TO_SIGN)
                .and(SIGN_BIT);
        FloatVector sum = FloatVector.fromArray(S, to, row + j);
        IntVector v = FloatVector.fromArray(S, a, from + j).reinterpretAsInts();
        sum.add(v.lanewise(VectorOperators.XOR, sign).reinterpretAsFloats()).intoArray(to, row + j);
      }
      for (; j < columns; j++) {
        int sign = words[word] >>> (first + j & 31) << 31;
        to[row + j] += Float.intBitsToFloat(Float.floatToRawIntBits(a[from + j]) ^ sign);
      }
    }
  }

  /** to = fma(factor a, b, to): twice the product of two rows and the like. */
  static void addScaledProduct(
      float factor, float[] a, int aOff, float[] b, int bOff, float[] to, int toOff, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector sum = FloatVector.fromArray(S, to, toOff + i);
      FloatVector v = FloatVector.fromArray(S, a, aOff + i).mul(factor);
      v.fma(FloatVector.fromArray(S, b, bOff + i), sum).intoArray(to, toOff + i);
    }
    for (; i < n; i++) {
      to[toOff + i] = Math.fma(a[aOff + i] * factor, b[bOff + i], to[toOff + i]);
    }
  }

  /**
   * Sum of a run: lanes first, then lane after lane, then the tail.
   *
   * @param lanes {@link Worker#lanes}: asked for its lanes one by one, the vector was left on the
   *     heap in some processes
   */
  static double sum(float[] a, int aOff, int n, float[] lanes) {
    FloatVector sums = FloatVector.zero(S);
    int i = 0;
    for (; i <= n - L; i += L) {
      sums = FloatVector.fromArray(S, a, aOff + i).add(sums);
    }
    Lanes.exact(sums).intoArray(lanes, 0);
    double sum = total(lanes);
    for (; i < n; i++) {
      sum += a[aOff + i];
    }
    return sum;
  }

  private static double total(float[] lanes) {
    double sum = 0;
    for (float lane : lanes) {
      sum += lane;
    }
    return sum;
  }

  /** Sum of (a - b)^2 over a run, as {@link #sum}. */
  static double squaredDistance(float[] a, int aOff, float[] b, int bOff, int n, float[] lanes) {
    FloatVector sums = FloatVector.zero(S);
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector difference =
          FloatVector.fromArray(S, a, aOff + i).sub(FloatVector.fromArray(S, b, bOff + i));
      sums = difference.fma(difference, sums);
    }
    Lanes.exact(sums).intoArray(lanes, 0);
    double sum = total(lanes);
    for (; i < n; i++) {
      double difference = a[aOff + i] - b[bOff + i];
      sum += difference * difference;
    }
    return sum;
  }

  /** to = fma(factor, a - b, to) for two runs of one array. */
  static void addScaledDifference(
      float factor, float[] a, int aOff, int bOff, float[] to, int toOff, int n) {
    FloatVector f = FloatVector.broadcast(S, factor);
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector difference =
          FloatVector.fromArray(S, a, aOff + i).sub(FloatVector.fromArray(S, a, bOff + i));
      FloatVector sum = FloatVector.fromArray(S, to, toOff + i);
      f.fma(difference, sum).intoArray(to, toOff + i);
    }
    for (; i < n; i++) {
      to[toOff + i] = Math.fma(factor, a[aOff + i] - a[bOff + i], to[toOff + i]);
    }
  }

  /** a = factor a. */
  static void scale(float factor, float[] a, int aOff, int n) {
    putMultiple(factor, a, aOff, a, aOff, n);
  }

  /** to = factor a. */
  static void putMultiple(float factor, float[] a, int aOff, float[] to, int toOff, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector.fromArray(S, a, aOff + i).mul(factor).intoArray(to, toOff + i);
    }
    for (; i < n; i++) {
      to[toOff + i] = factor * a[aOff + i];
    }
  }

  /** to = fma(factor, a, to). */
  static void addMultiple(float factor, float[] a, int aOff, float[] to, int toOff, int n) {
    FloatVector f = FloatVector.broadcast(S, factor);
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector sum = FloatVector.fromArray(S, to, toOff + i);
      f.fma(FloatVector.fromArray(S, a, aOff + i), sum).intoArray(to, toOff + i);
    }
    for (; i < n; i++) {
      to[toOff + i] = Math.fma(factor, a[aOff + i], to[toOff + i]);
    }
  }
}
