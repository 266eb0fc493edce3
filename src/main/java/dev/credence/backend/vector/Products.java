package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.PANEL;
import static dev.credence.backend.vector.Lanes.TILE;

/**
 * C = init + A B for a block of packed rows and one panel of a matrix, tile by tile. The panel
 * stays in the first-level cache (16 KiB at depth 128) while the tiles of A come from the second.
 */
final class Products {
  /**
   * Steps of one pass; longer sums continue in C. Bounds the panel to 64 KiB and the packed rows to
   * what the second-level cache holds.
   */
  private static final int MOST_DEPTH = 512;

  private Products() {}

  /** Steps of one pass of a sum of {@code depth} steps: even passes, whole sign words. */
  static int passDepth(int depth) {
    int passes = (depth + MOST_DEPTH - 1) / MOST_DEPTH;
    int even = (depth + passes - 1) / passes;
    return (even + 31) / 32 * 32;
  }

  /** Columns of C when it has whole panels. */
  static int paddedColumns(int columns) {
    return Lanes.panels(columns) * PANEL;
  }

  /** Elements of a matrix in panels: panel, step, column. */
  static long panelSize(int depth, int columns) {
    return (long) Lanes.panels(columns) * depth * PANEL;
  }

  /**
   * One pass over one panel: {@code columns} columns of C.
   *
   * @param a {@code rows} rows as {@link RowPacking#pack} leaves them
   * @param b a panel, from {@code bOff} on
   * @param init with {@code initStride} 0 one row for all, a whole panel; otherwise rows as in C
   * @param edge scratch of {@code TILE * PANEL}, for tiles that C does not hold whole
   */
  static void multiply(
      float[] a,
      int rows,
      int depth,
      float[] b,
      int bOff,
      int columns,
      float[] init,
      int initOff,
      int initStride,
      float[] c,
      int cOff,
      int ldc,
      float[] edge) {
    int aStride = RowPacking.stride(depth);
    for (int i = 0, ai = 0; i < rows; i += TILE, ai += aStride) {
      int height = Math.min(TILE, rows - i);
      int from = initOff + i * initStride;
      int to = cOff + i * ldc;
      if (RegisterTiles.covers(height, columns)) {
        RegisterTiles.run(
            height, columns, a, ai, b, bOff, depth, init, from, initStride, c, to, ldc);
      } else if (initStride == 0) {
        RegisterTiles.run(height, columns, a, ai, b, bOff, depth, init, from, 0, edge, 0, PANEL);
        copy(edge, 0, PANEL, c, to, ldc, height, columns);
      } else {
        copy(init, from, initStride, edge, 0, PANEL, height, columns);
        RegisterTiles.run(height, columns, a, ai, b, bOff, depth, edge, 0, PANEL, edge, 0, PANEL);
        copy(edge, 0, PANEL, c, to, ldc, height, columns);
      }
    }
  }

  /** One pass over one panel into scratch with rows of a panel and whole tiles, from zeros. */
  static void multiplyWhole(
      float[] a, int rows, int depth, float[] b, int bOff, int columns, float[] zeros, float[] c) {
    int aStride = RowPacking.stride(depth);
    for (int i = 0, ai = 0; i < rows; i += TILE, ai += aStride) {
      int height = Math.min(TILE, rows - i);
      RegisterTiles.run(height, columns, a, ai, b, bOff, depth, zeros, 0, 0, c, i * PANEL, PANEL);
    }
  }

  private static void copy(
      float[] from,
      int fromOff,
      int fromStride,
      float[] to,
      int toOff,
      int toStride,
      int height,
      int width) {
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        to[toOff + i * toStride + j] = from[fromOff + i * fromStride + j];
      }
    }
  }
}
