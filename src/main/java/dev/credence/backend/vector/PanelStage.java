package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.PANEL;

/**
 * Lays a weight matrix (K, N) out in panels for {@link Products}: as it is, depth K and N columns,
 * or transposed, depth N and K columns. Columns that fill the last panel hold zeros or numbers that
 * no result is made of.
 */
final class PanelStage implements Stage {
  private final Weights weights;
  private final int rows;
  private final int columns;
  private final boolean transposed;
  private final Buffer panels;
  private final int size;
  private final int block;
  private final int blocks;

  PanelStage(Weights weights, int rows, int columns, boolean transposed, Scratch scratch) {
    this.weights = weights;
    this.rows = rows;
    this.columns = columns;
    this.transposed = transposed;
    this.size =
        Math.toIntExact(
            transposed ? Products.panelSize(columns, rows) : Products.panelSize(rows, columns));
    this.panels = scratch.buffer((long) size * weights.replicas());
    this.block = PANEL * Math.max(1, 4096 / (PANEL * columns));
    this.blocks = (rows + block - 1) / block;
    scratch.floats(Slots.BLOCK_A, (long) block * columns + 2L * PANEL);
    scratch.floats(Slots.BLOCK_B, (long) block * columns + 2L * PANEL);
    scratch.floats(Slots.BLOCK_C, (long) block * columns + 2L * PANEL);
    scratch.floats(Slots.PACKED, 2L * RowPacking.stride(columns));
  }

  /** The array that holds the panels. */
  float[] panels() {
    return panels.data();
  }

  /** Where the panels that serve replica {@code r} of a result with {@code of} begin. */
  int at(int r, int of) {
    return (int) ((long) r * weights.replicas() / of) * size;
  }

  /** Distance of two panels. */
  int stride() {
    return (transposed ? columns : rows) * PANEL;
  }

  @Override
  public int parts() {
    return Math.multiplyExact(weights.replicas(), blocks);
  }

  @Override
  public void run(int part, Worker worker) {
    int r = part / blocks;
    int first = part % blocks * block;
    int count = Math.min(block, rows - first);
    float[] own = worker.floats(Slots.BLOCK_A);
    weights.load(r, first * columns, count * columns, own, worker);
    if (transposed) {
      turned(own, first, count, r * size, worker.floats(Slots.PACKED));
    } else {
      straight(own, first, count, r * size);
    }
  }

  private void straight(float[] own, int first, int count, int base) {
    float[] out = panels.data();
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < columns; j += PANEL) {
        int to = base + j * rows + (first + i) * PANEL;
        System.arraycopy(own, i * columns + j, out, to, Math.min(PANEL, columns - j));
      }
    }
  }

  private void turned(float[] own, int first, int count, int base, float[] packed) {
    for (int i = 0; i < count; i += PANEL) {
      int n = Math.min(PANEL, count - i);
      int to = base + (first + i) * columns;
      RowPacking.packPanel(own, i * columns, columns, n, columns, panels.data(), to, packed);
    }
  }
}
