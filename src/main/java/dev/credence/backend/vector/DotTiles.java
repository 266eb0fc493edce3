package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;
import static dev.credence.backend.vector.Lanes.SI;
import static dev.credence.backend.vector.Lanes.exact;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Dot products of 8 rows with 2 columns, for 16 lanes. Lane l of a sum takes every 16th number from
 * l on, upwards, one fma to a step; then lanes at distance 8, 4, 2 and 1 are added. The order is
 * the same for each row and column, so a result has the same bits wherever they lie.
 *
 * <p>Sums of lanes by transposing: two vectors become one whose halves are the sums of the halves
 * of each, and so on, until each lane is the sum of one vector.
 */
final class DotTiles {
  /** Rows of a tile. */
  static final int ROWS = 8;

  /** Results of a tile, and the lanes it needs. */
  static final int SUMS = 2 * ROWS;

  private static final VectorShuffle<Float> SWAP8 = VectorShuffle.fromOp(S, i -> i ^ 8 & L - 1);
  private static final VectorShuffle<Float> SWAP4 = VectorShuffle.fromOp(S, i -> i ^ 4 & L - 1);
  private static final VectorShuffle<Float> SWAP2 = VectorShuffle.fromOp(S, i -> i ^ 2 & L - 1);
  private static final VectorShuffle<Float> SWAP1 = VectorShuffle.fromOp(S, i -> i ^ 1 & L - 1);
  private static final VectorMask<Float> HIGH8 = VectorMask.fromLong(S, 0xff00);
  private static final VectorMask<Float> HIGH4 = VectorMask.fromLong(S, 0xf0f0);
  private static final VectorMask<Float> HIGH2 = VectorMask.fromLong(S, 0xcccc);
  private static final VectorMask<Float> HIGH1 = VectorMask.fromLong(S, 0xaaaa);

  /** All bits, then none: from L - n on, a mask of the first n lanes. */
  private static final int[] FIRST = new int[2 * L];

  static {
    Arrays.fill(FIRST, 0, L, -1);
  }

  private DotTiles() {}

  /**
   * Writes the product of row i and column j to {@code results[2 i + j]}.
   *
   * @param x rows of {@code depth} numbers; each is read on to the end of its last whole vector
   * @param w columns, filled up to whole vectors with zeros
   * @param sums scratch of {@code SUMS * L}
   */
  static void run(
      float[] x,
      int xOff,
      int depth,
      float[] w,
      int first,
      int second,
      float[] sums,
      float[] results) {
    int whole = depth / L * L;
    steps(x, xOff, depth, whole, w, first, second, sums);
    if (whole < depth) {
      int at = xOff + whole;
      rest(x, at, depth, L - (depth - whole), w, first + whole, second + whole, sums);
    }
    addLanes(sums, results);
  }

  private static void steps(
      float[] x, int xOff, int lda, int whole, float[] w, int first, int second, float[] sums) {
    FloatVector s0a = FloatVector.zero(S);
    FloatVector s0b = FloatVector.zero(S);
    FloatVector s1a = FloatVector.zero(S);
    FloatVector s1b = FloatVector.zero(S);
    FloatVector s2a = FloatVector.zero(S);
    FloatVector s2b = FloatVector.zero(S);
    FloatVector s3a = FloatVector.zero(S);
    FloatVector s3b = FloatVector.zero(S);
    FloatVector s4a = FloatVector.zero(S);
    FloatVector s4b = FloatVector.zero(S);
    FloatVector s5a = FloatVector.zero(S);
    FloatVector s5b = FloatVector.zero(S);
    FloatVector s6a = FloatVector.zero(S);
    FloatVector s6b = FloatVector.zero(S);
    FloatVector s7a = FloatVector.zero(S);
    FloatVector s7b = FloatVector.zero(S);
    for (int k = 0; k < whole; k += L) {
      FloatVector wa = FloatVector.fromArray(S, w, first + k);
      FloatVector wb = FloatVector.fromArray(S, w, second + k);
      FloatVector x0 = FloatVector.fromArray(S, x, xOff + k);
      s0a = x0.fma(wa, s0a);
      s0b = x0.fma(wb, s0b);
      FloatVector x1 = FloatVector.fromArray(S, x, xOff + lda + k);
      s1a = x1.fma(wa, s1a);
      s1b = x1.fma(wb, s1b);
      FloatVector x2 = FloatVector.fromArray(S, x, xOff + 2 * lda + k);
      s2a = x2.fma(wa, s2a);
      s2b = x2.fma(wb, s2b);
      FloatVector x3 = FloatVector.fromArray(S, x, xOff + 3 * lda + k);
      s3a = x3.fma(wa, s3a);
      s3b = x3.fma(wb, s3b);
      FloatVector x4 = FloatVector.fromArray(S, x, xOff + 4 * lda + k);
      s4a = x4.fma(wa, s4a);
      s4b = x4.fma(wb, s4b);
      FloatVector x5 = FloatVector.fromArray(S, x, xOff + 5 * lda + k);
      s5a = x5.fma(wa, s5a);
      s5b = x5.fma(wb, s5b);
      FloatVector x6 = FloatVector.fromArray(S, x, xOff + 6 * lda + k);
      s6a = x6.fma(wa, s6a);
      s6b = x6.fma(wb, s6b);
      FloatVector x7 = FloatVector.fromArray(S, x, xOff + 7 * lda + k);
      s7a = x7.fma(wa, s7a);
      s7b = x7.fma(wb, s7b);
    }
    exact(s0a).intoArray(sums, 0);
    exact(s0b).intoArray(sums, L);
    exact(s1a).intoArray(sums, 2 * L);
    exact(s1b).intoArray(sums, 3 * L);
    exact(s2a).intoArray(sums, 4 * L);
    exact(s2b).intoArray(sums, 5 * L);
    exact(s3a).intoArray(sums, 6 * L);
    exact(s3b).intoArray(sums, 7 * L);
    exact(s4a).intoArray(sums, 8 * L);
    exact(s4b).intoArray(sums, 9 * L);
    exact(s5a).intoArray(sums, 10 * L);
    exact(s5b).intoArray(sums, 11 * L);
    exact(s6a).intoArray(sums, 12 * L);
    exact(s6b).intoArray(sums, 13 * L);
    exact(s7a).intoArray(sums, 14 * L);
    exact(s7b).intoArray(sums, 15 * L);
  }

  /** The last step, of which only some lanes count: beyond them are the numbers of other rows. */
  private static void rest(
      float[] x, int xOff, int lda, int missing, float[] w, int first, int second, float[] sums) {
    IntVector counts = IntVector.fromArray(SI, FIRST, missing);
    FloatVector wa = FloatVector.fromArray(S, w, first);
    FloatVector wb = FloatVector.fromArray(S, w, second);
    for (int i = 0; i < ROWS; i++) {
      FloatVector v =
          FloatVector.fromArray(S, x, xOff + i * lda)
              .reinterpretAsInts()
              .and(counts)
              .reinterpretAsFloats();
      int at = 2 * i * L;
      v.fma(wa, FloatVector.fromArray(S, sums, at)).intoArray(sums, at);
      v.fma(wb, FloatVector.fromArray(S, sums, at + L)).intoArray(sums, at + L);
    }
  }

  private static void addLanes(float[] sums, float[] results) {
    FloatVector a0 = FloatVector.fromArray(S, sums, 0);
    FloatVector a1 = FloatVector.fromArray(S, sums, L);
    FloatVector a2 = FloatVector.fromArray(S, sums, 2 * L);
    FloatVector a3 = FloatVector.fromArray(S, sums, 3 * L);
    FloatVector a4 = FloatVector.fromArray(S, sums, 4 * L);
    FloatVector a5 = FloatVector.fromArray(S, sums, 5 * L);
    FloatVector a6 = FloatVector.fromArray(S, sums, 6 * L);
    FloatVector a7 = FloatVector.fromArray(S, sums, 7 * L);
    FloatVector a8 = FloatVector.fromArray(S, sums, 8 * L);
    FloatVector a9 = FloatVector.fromArray(S, sums, 9 * L);
    FloatVector a10 = FloatVector.fromArray(S, sums, 10 * L);
    FloatVector a11 = FloatVector.fromArray(S, sums, 11 * L);
    FloatVector a12 = FloatVector.fromArray(S, sums, 12 * L);
    FloatVector a13 = FloatVector.fromArray(S, sums, 13 * L);
    FloatVector a14 = FloatVector.fromArray(S, sums, 14 * L);
    FloatVector a15 = FloatVector.fromArray(S, sums, 15 * L);
    FloatVector b0 = a0.blend(a8.rearrange(SWAP8), HIGH8).add(a0.rearrange(SWAP8).blend(a8, HIGH8));
    FloatVector b1 = a1.blend(a9.rearrange(SWAP8), HIGH8).add(a1.rearrange(SWAP8).blend(a9, HIGH8));
    FloatVector b2 =
        a2.blend(a10.rearrange(SWAP8), HIGH8).add(a2.rearrange(SWAP8).blend(a10, HIGH8));
    FloatVector b3 =
        a3.blend(a11.rearrange(SWAP8), HIGH8).add(a3.rearrange(SWAP8).blend(a11, HIGH8));
    FloatVector b4 =
        a4.blend(a12.rearrange(SWAP8), HIGH8).add(a4.rearrange(SWAP8).blend(a12, HIGH8));
    FloatVector b5 =
        a5.blend(a13.rearrange(SWAP8), HIGH8).add(a5.rearrange(SWAP8).blend(a13, HIGH8));
    FloatVector b6 =
        a6.blend(a14.rearrange(SWAP8), HIGH8).add(a6.rearrange(SWAP8).blend(a14, HIGH8));
    FloatVector b7 =
        a7.blend(a15.rearrange(SWAP8), HIGH8).add(a7.rearrange(SWAP8).blend(a15, HIGH8));
    FloatVector c0 = b0.blend(b4.rearrange(SWAP4), HIGH4).add(b0.rearrange(SWAP4).blend(b4, HIGH4));
    FloatVector c1 = b1.blend(b5.rearrange(SWAP4), HIGH4).add(b1.rearrange(SWAP4).blend(b5, HIGH4));
    FloatVector c2 = b2.blend(b6.rearrange(SWAP4), HIGH4).add(b2.rearrange(SWAP4).blend(b6, HIGH4));
    FloatVector c3 = b3.blend(b7.rearrange(SWAP4), HIGH4).add(b3.rearrange(SWAP4).blend(b7, HIGH4));
    FloatVector d0 = c0.blend(c2.rearrange(SWAP2), HIGH2).add(c0.rearrange(SWAP2).blend(c2, HIGH2));
    FloatVector d1 = c1.blend(c3.rearrange(SWAP2), HIGH2).add(c1.rearrange(SWAP2).blend(c3, HIGH2));
    FloatVector e0 = d0.blend(d1.rearrange(SWAP1), HIGH1).add(d0.rearrange(SWAP1).blend(d1, HIGH1));
    e0.intoArray(results, 0);
  }
}
