package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.PANEL;

import dev.credence.op.PredictSample;

/**
 * A prediction that mixes the outputs of a row: lanes over rows, in panels, column after column.
 */
abstract class PredictPanelStage extends PredictStage {
  PredictPanelStage(PredictSample op, Scratch scratch) {
    super(op);
    scratch.floats(Slots.PACKED, 2L * RowPacking.stride(columns));
    scratch.floats(Slots.BLOCK_A, (long) columns * PANEL);
    scratch.floats(Slots.BLOCK_B, (long) outColumns * PANEL);
  }

  /**
   * The predictions of one panel.
   *
   * @param outputs of the network, may be overwritten
   * @param predictions written
   */
  abstract void panel(float[] outputs, float[] predictions, Worker worker);

  @Override
  final void rows(int r, int begin, int end, Worker worker) {
    float[] outputs = worker.floats(Slots.BLOCK_A);
    float[] predictions = worker.floats(Slots.BLOCK_B);
    for (int b = begin; b < end; b += PANEL) {
      int n = Math.min(PANEL, end - b);
      int from = prediction.at(r) + b * columns;
      RowPacking.packPanel(
          prediction.data, from, columns, n, columns, outputs, 0, worker.floats(Slots.PACKED));
      panel(outputs, predictions, worker);
      int to = out.at(r) + b * outColumns;
      for (int i = 0; i < n; i++) {
        for (int at = i; at < outColumns * PANEL; at += PANEL) {
          out.data[to++] = predictions[at];
        }
      }
    }
  }
}
