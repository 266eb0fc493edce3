package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.PANEL;
import static dev.credence.backend.vector.Lanes.S;
import static dev.credence.backend.vector.Lanes.TILE;
import static dev.credence.backend.vector.Lanes.exact;

import jdk.incubator.vector.FloatVector;

/**
 * Register tiles of C = init + A B, named by rows and vectors. A lies packed, {@link Lanes#TILE}
 * numbers to a step, of which a tile uses as many as it has rows; B lies in a panel of {@link
 * Lanes#PANEL} columns. Rows of {@code init} are {@code initStride} apart: 0 for a bias or zeros,
 * that of C to continue a sum.
 *
 * <p>Every sum runs over k upwards, one fma to a step, in every tile: a result has the same bits
 * wherever its row and column lie. Cost of a step of tile8x2 with 16 lanes: 16 fma, 8 broadcasts, 2
 * loads, so the fma units are the limit.
 *
 * <p>The pattern matters: indices start from the loop variable, so the compiler hoists range checks
 * and shares one address; sums are locals, because arrays of vectors would be boxed.
 */
final class RegisterTiles {
  private RegisterTiles() {}

  /** Whether a tile has exactly this many rows and columns. */
  static boolean covers(int rows, int columns) {
    return (columns == L || columns == PANEL) && (rows == TILE || rows == 4 || rows == 1);
  }

  /** Runs the smallest tile that covers {@code rows} rows and {@code columns} columns. */
  static void run(
      int rows,
      int columns,
      float[] a,
      int aOff,
      float[] b,
      int bOff,
      int depth,
      float[] init,
      int initOff,
      int initStride,
      float[] c,
      int cOff,
      int ldc) {
    if (columns > L) {
      if (rows > 4) {
        tile8x2(a, aOff, b, bOff, depth, init, initOff, initStride, c, cOff, ldc);
      } else if (rows > 1) {
        tile4x2(a, aOff, b, bOff, depth, init, initOff, initStride, c, cOff, ldc);
      } else {
        tile1x2(a, aOff, b, bOff, depth, init, initOff, initStride, c, cOff, ldc);
      }
    } else if (rows > 4) {
      tile8x1(a, aOff, b, bOff, depth, init, initOff, initStride, c, cOff, ldc);
    } else if (rows > 1) {
      tile4x1(a, aOff, b, bOff, depth, init, initOff, initStride, c, cOff, ldc);
    } else {
      tile1x1(a, aOff, b, bOff, depth, init, initOff, initStride, c, cOff, ldc);
    }
  }

  static void tile8x2(
      float[] a,
      int aOff,
      float[] b,
      int bOff,
      int depth,
      float[] init,
      int initOff,
      int initStride,
      float[] c,
      int cOff,
      int ldc) {
    FloatVector s0a = FloatVector.fromArray(S, init, initOff);
    FloatVector s0b = FloatVector.fromArray(S, init, initOff + L);
    FloatVector s1a = FloatVector.fromArray(S, init, initOff + initStride);
    FloatVector s1b = FloatVector.fromArray(S, init, initOff + initStride + L);
    FloatVector s2a = FloatVector.fromArray(S, init, initOff + 2 * initStride);
    FloatVector s2b = FloatVector.fromArray(S, init, initOff + 2 * initStride + L);
    FloatVector s3a = FloatVector.fromArray(S, init, initOff + 3 * initStride);
    FloatVector s3b = FloatVector.fromArray(S, init, initOff + 3 * initStride + L);
    FloatVector s4a = FloatVector.fromArray(S, init, initOff + 4 * initStride);
    FloatVector s4b = FloatVector.fromArray(S, init, initOff + 4 * initStride + L);
    FloatVector s5a = FloatVector.fromArray(S, init, initOff + 5 * initStride);
    FloatVector s5b = FloatVector.fromArray(S, init, initOff + 5 * initStride + L);
    FloatVector s6a = FloatVector.fromArray(S, init, initOff + 6 * initStride);
    FloatVector s6b = FloatVector.fromArray(S, init, initOff + 6 * initStride + L);
    FloatVector s7a = FloatVector.fromArray(S, init, initOff + 7 * initStride);
    FloatVector s7b = FloatVector.fromArray(S, init, initOff + 7 * initStride + L);
    for (int k = 0; k < depth; k++) {
      FloatVector ba = FloatVector.fromArray(S, b, bOff + k * PANEL);
      FloatVector bb = FloatVector.fromArray(S, b, bOff + k * PANEL + L);
      FloatVector x0 = FloatVector.broadcast(S, a[aOff + k * TILE]);
      s0a = x0.fma(ba, s0a);
      s0b = x0.fma(bb, s0b);
      FloatVector x1 = FloatVector.broadcast(S, a[aOff + k * TILE + 1]);
      s1a = x1.fma(ba, s1a);
      s1b = x1.fma(bb, s1b);
      FloatVector x2 = FloatVector.broadcast(S, a[aOff + k * TILE + 2]);
      s2a = x2.fma(ba, s2a);
      s2b = x2.fma(bb, s2b);
      FloatVector x3 = FloatVector.broadcast(S, a[aOff + k * TILE + 3]);
      s3a = x3.fma(ba, s3a);
      s3b = x3.fma(bb, s3b);
      FloatVector x4 = FloatVector.broadcast(S, a[aOff + k * TILE + 4]);
      s4a = x4.fma(ba, s4a);
      s4b = x4.fma(bb, s4b);
      FloatVector x5 = FloatVector.broadcast(S, a[aOff + k * TILE + 5]);
      s5a = x5.fma(ba, s5a);
      s5b = x5.fma(bb, s5b);
      FloatVector x6 = FloatVector.broadcast(S, a[aOff + k * TILE + 6]);
      s6a = x6.fma(ba, s6a);
      s6b = x6.fma(bb, s6b);
      FloatVector x7 = FloatVector.broadcast(S, a[aOff + k * TILE + 7]);
      s7a = x7.fma(ba, s7a);
      s7b = x7.fma(bb, s7b);
    }
    exact(s0a).intoArray(c, cOff);
    exact(s0b).intoArray(c, cOff + L);
    exact(s1a).intoArray(c, cOff + ldc);
    exact(s1b).intoArray(c, cOff + ldc + L);
    exact(s2a).intoArray(c, cOff + 2 * ldc);
    exact(s2b).intoArray(c, cOff + 2 * ldc + L);
    exact(s3a).intoArray(c, cOff + 3 * ldc);
    exact(s3b).intoArray(c, cOff + 3 * ldc + L);
    exact(s4a).intoArray(c, cOff + 4 * ldc);
    exact(s4b).intoArray(c, cOff + 4 * ldc + L);
    exact(s5a).intoArray(c, cOff + 5 * ldc);
    exact(s5b).intoArray(c, cOff + 5 * ldc + L);
    exact(s6a).intoArray(c, cOff + 6 * ldc);
    exact(s6b).intoArray(c, cOff + 6 * ldc + L);
    exact(s7a).intoArray(c, cOff + 7 * ldc);
    exact(s7b).intoArray(c, cOff + 7 * ldc + L);
  }

  static void tile4x2(
      float[] a,
      int aOff,
      float[] b,
      int bOff,
      int depth,
      float[] init,
      int initOff,
      int initStride,
      float[] c,
      int cOff,
      int ldc) {
    FloatVector s0a = FloatVector.fromArray(S, init, initOff);
    FloatVector s0b = FloatVector.fromArray(S, init, initOff + L);
    FloatVector s1a = FloatVector.fromArray(S, init, initOff + initStride);
    FloatVector s1b = FloatVector.fromArray(S, init, initOff + initStride + L);
    FloatVector s2a = FloatVector.fromArray(S, init, initOff + 2 * initStride);
    FloatVector s2b = FloatVector.fromArray(S, init, initOff + 2 * initStride + L);
    FloatVector s3a = FloatVector.fromArray(S, init, initOff + 3 * initStride);
    FloatVector s3b = FloatVector.fromArray(S, init, initOff + 3 * initStride + L);
    for (int k = 0; k < depth; k++) {
      FloatVector ba = FloatVector.fromArray(S, b, bOff + k * PANEL);
      FloatVector bb = FloatVector.fromArray(S, b, bOff + k * PANEL + L);
      FloatVector x0 = FloatVector.broadcast(S, a[aOff + k * TILE]);
      s0a = x0.fma(ba, s0a);
      s0b = x0.fma(bb, s0b);
      FloatVector x1 = FloatVector.broadcast(S, a[aOff + k * TILE + 1]);
      s1a = x1.fma(ba, s1a);
      s1b = x1.fma(bb, s1b);
      FloatVector x2 = FloatVector.broadcast(S, a[aOff + k * TILE + 2]);
      s2a = x2.fma(ba, s2a);
      s2b = x2.fma(bb, s2b);
      FloatVector x3 = FloatVector.broadcast(S, a[aOff + k * TILE + 3]);
      s3a = x3.fma(ba, s3a);
      s3b = x3.fma(bb, s3b);
    }
    exact(s0a).intoArray(c, cOff);
    exact(s0b).intoArray(c, cOff + L);
    exact(s1a).intoArray(c, cOff + ldc);
    exact(s1b).intoArray(c, cOff + ldc + L);
    exact(s2a).intoArray(c, cOff + 2 * ldc);
    exact(s2b).intoArray(c, cOff + 2 * ldc + L);
    exact(s3a).intoArray(c, cOff + 3 * ldc);
    exact(s3b).intoArray(c, cOff + 3 * ldc + L);
  }

  static void tile1x2(
      float[] a,
      int aOff,
      float[] b,
      int bOff,
      int depth,
      float[] init,
      int initOff,
      int initStride,
      float[] c,
      int cOff,
      int ldc) {
    FloatVector s0a = FloatVector.fromArray(S, init, initOff);
    FloatVector s0b = FloatVector.fromArray(S, init, initOff + L);
    for (int k = 0; k < depth; k++) {
      FloatVector ba = FloatVector.fromArray(S, b, bOff + k * PANEL);
      FloatVector bb = FloatVector.fromArray(S, b, bOff + k * PANEL + L);
      FloatVector x0 = FloatVector.broadcast(S, a[aOff + k * TILE]);
      s0a = x0.fma(ba, s0a);
      s0b = x0.fma(bb, s0b);
    }
    exact(s0a).intoArray(c, cOff);
    exact(s0b).intoArray(c, cOff + L);
  }

  static void tile8x1(
      float[] a,
      int aOff,
      float[] b,
      int bOff,
      int depth,
      float[] init,
      int initOff,
      int initStride,
      float[] c,
      int cOff,
      int ldc) {
    FloatVector s0a = FloatVector.fromArray(S, init, initOff);
    FloatVector s1a = FloatVector.fromArray(S, init, initOff + initStride);
    FloatVector s2a = FloatVector.fromArray(S, init, initOff + 2 * initStride);
    FloatVector s3a = FloatVector.fromArray(S, init, initOff + 3 * initStride);
    FloatVector s4a = FloatVector.fromArray(S, init, initOff + 4 * initStride);
    FloatVector s5a = FloatVector.fromArray(S, init, initOff + 5 * initStride);
    FloatVector s6a = FloatVector.fromArray(S, init, initOff + 6 * initStride);
    FloatVector s7a = FloatVector.fromArray(S, init, initOff + 7 * initStride);
    for (int k = 0; k < depth; k++) {
      FloatVector ba = FloatVector.fromArray(S, b, bOff + k * PANEL);
      FloatVector x0 = FloatVector.broadcast(S, a[aOff + k * TILE]);
      s0a = x0.fma(ba, s0a);
      FloatVector x1 = FloatVector.broadcast(S, a[aOff + k * TILE + 1]);
      s1a = x1.fma(ba, s1a);
      FloatVector x2 = FloatVector.broadcast(S, a[aOff + k * TILE + 2]);
      s2a = x2.fma(ba, s2a);
      FloatVector x3 = FloatVector.broadcast(S, a[aOff + k * TILE + 3]);
      s3a = x3.fma(ba, s3a);
      FloatVector x4 = FloatVector.broadcast(S, a[aOff + k * TILE + 4]);
      s4a = x4.fma(ba, s4a);
      FloatVector x5 = FloatVector.broadcast(S, a[aOff + k * TILE + 5]);
      s5a = x5.fma(ba, s5a);
      FloatVector x6 = FloatVector.broadcast(S, a[aOff + k * TILE + 6]);
      s6a = x6.fma(ba, s6a);
      FloatVector x7 = FloatVector.broadcast(S, a[aOff + k * TILE + 7]);
      s7a = x7.fma(ba, s7a);
    }
    exact(s0a).intoArray(c, cOff);
    exact(s1a).intoArray(c, cOff + ldc);
    exact(s2a).intoArray(c, cOff + 2 * ldc);
    exact(s3a).intoArray(c, cOff + 3 * ldc);
    exact(s4a).intoArray(c, cOff + 4 * ldc);
    exact(s5a).intoArray(c, cOff + 5 * ldc);
    exact(s6a).intoArray(c, cOff + 6 * ldc);
    exact(s7a).intoArray(c, cOff + 7 * ldc);
  }

  static void tile4x1(
      float[] a,
      int aOff,
      float[] b,
      int bOff,
      int depth,
      float[] init,
      int initOff,
      int initStride,
      float[] c,
      int cOff,
      int ldc) {
    FloatVector s0a = FloatVector.fromArray(S, init, initOff);
    FloatVector s1a = FloatVector.fromArray(S, init, initOff + initStride);
    FloatVector s2a = FloatVector.fromArray(S, init, initOff + 2 * initStride);
    FloatVector s3a = FloatVector.fromArray(S, init, initOff + 3 * initStride);
    for (int k = 0; k < depth; k++) {
      FloatVector ba = FloatVector.fromArray(S, b, bOff + k * PANEL);
      FloatVector x0 = FloatVector.broadcast(S, a[aOff + k * TILE]);
      s0a = x0.fma(ba, s0a);
      FloatVector x1 = FloatVector.broadcast(S, a[aOff + k * TILE + 1]);
      s1a = x1.fma(ba, s1a);
      FloatVector x2 = FloatVector.broadcast(S, a[aOff + k * TILE + 2]);
      s2a = x2.fma(ba, s2a);
      FloatVector x3 = FloatVector.broadcast(S, a[aOff + k * TILE + 3]);
      s3a = x3.fma(ba, s3a);
    }
    exact(s0a).intoArray(c, cOff);
    exact(s1a).intoArray(c, cOff + ldc);
    exact(s2a).intoArray(c, cOff + 2 * ldc);
    exact(s3a).intoArray(c, cOff + 3 * ldc);
  }

  static void tile1x1(
      float[] a,
      int aOff,
      float[] b,
      int bOff,
      int depth,
      float[] init,
      int initOff,
      int initStride,
      float[] c,
      int cOff,
      int ldc) {
    FloatVector s0a = FloatVector.fromArray(S, init, initOff);
    for (int k = 0; k < depth; k++) {
      FloatVector ba = FloatVector.fromArray(S, b, bOff + k * PANEL);
      FloatVector x0 = FloatVector.broadcast(S, a[aOff + k * TILE]);
      s0a = x0.fma(ba, s0a);
    }
    exact(s0a).intoArray(c, cOff);
  }
}
