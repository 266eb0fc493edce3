package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.PANEL;

import dev.credence.op.LossOp;

/**
 * A loss that mixes the predictions of an example: lanes over examples, whose predictions stand in
 * panels, column after column.
 */
abstract class PanelLossStage extends LossStage {
  PanelLossStage(LossOp op, double workPerRow, Scratch scratch) {
    super(op, workPerRow, scratch);
    scratch.floats(Slots.PACKED, 2L * RowPacking.stride(outputs));
    scratch.floats(Slots.BLOCK_A, (long) outputs * PANEL);
    scratch.floats(Slots.BLOCK_F, PANEL);
  }

  /**
   * The losses of one panel.
   *
   * @param r replica
   * @param first example
   * @param n examples; those beyond may hold anything
   * @param columns predictions, which become derivatives of the losses by them
   * @param losses written
   */
  abstract void panel(int r, int first, int n, float[] columns, float[] losses, Worker worker);

  @Override
  final void losses(int r, int begin, int end, float[] out, Worker worker) {
    float[] columns = worker.floats(Slots.BLOCK_A);
    float[] losses = worker.floats(Slots.BLOCK_F);
    for (int b = begin; b < end; b += PANEL) {
      int n = Math.min(PANEL, end - b);
      int from = prediction.at(r) + b * outputs;
      RowPacking.packPanel(
          prediction.data, from, outputs, n, outputs, columns, 0, worker.floats(Slots.PACKED));
      panel(r, b, n, columns, losses, worker);
      System.arraycopy(losses, 0, out, b - begin, n);
      if (gradient != null) {
        put(r, b, n, columns);
      }
    }
  }

  private void put(int r, int first, int n, float[] slopes) {
    int to = gradient.at(r) + first * outputs;
    for (int i = 0; i < n; i++) {
      float own = (float) (factor * weight(r, first + i));
      for (int at = i; at < outputs * PANEL; at += PANEL) {
        gradient.data[to++] = own * slopes[at];
      }
    }
  }
}
