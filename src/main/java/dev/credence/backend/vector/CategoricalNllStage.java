package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.PANEL;

import dev.credence.op.CategoricalNll;

/**
 * l = log sum_c exp(logit_c) - logit_y, lanes over examples.
 *
 * <p>Cost for one logit: an exponential, a division and four simple vector instructions for as many
 * examples as a vector has lanes; taking logits into a panel and derivatives out of it costs more.
 */
final class CategoricalNllStage extends PanelLossStage {
  CategoricalNllStage(CategoricalNll op, Scratch scratch) {
    super(op, 40.0 * op.prediction().shape().columns(), scratch);
    scratch.floats(Slots.BLOCK_B, (long) outputs * PANEL);
    scratch.floats(Slots.BLOCK_C, PANEL);
    scratch.floats(Slots.BLOCK_D, PANEL);
  }

  @Override
  void panel(int r, int first, int n, float[] columns, float[] losses, Worker worker) {
    float[] exponentials = worker.floats(Slots.BLOCK_B);
    float[] largest = worker.floats(Slots.BLOCK_C);
    float[] sums = worker.floats(Slots.BLOCK_D);
    Softmax.run(columns, outputs, exponentials, largest, sums);
    Pass.LOG.run(sums, 0, losses, losses, 0, PANEL);
    int y = target.at(r) + first;
    for (int i = 0; i < n; i++) {
      losses[i] -= columns[(int) target.data[y + i] * PANEL + i];
    }
    if (gradient == null) {
      return;
    }
    Softmax.divide(exponentials, outputs, sums);
    System.arraycopy(exponentials, 0, columns, 0, outputs * PANEL);
    for (int i = 0; i < n; i++) {
      columns[(int) target.data[y + i] * PANEL + i] -= 1;
    }
  }
}
