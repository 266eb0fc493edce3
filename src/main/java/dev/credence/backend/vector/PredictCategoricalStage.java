package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.PANEL;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.op.PredictSample;
import jdk.incubator.vector.FloatVector;

/** Class probabilities, and their entropy. */
final class PredictCategoricalStage extends PredictPanelStage {
  PredictCategoricalStage(PredictSample op, Scratch scratch) {
    super(op, scratch);
    scratch.floats(Slots.BLOCK_C, PANEL);
    scratch.floats(Slots.BLOCK_D, PANEL);
    scratch.floats(Slots.BLOCK_E, PANEL);
  }

  @Override
  void panel(float[] outputs, float[] predictions, Worker worker) {
    float[] largest = worker.floats(Slots.BLOCK_C);
    float[] sums = worker.floats(Slots.BLOCK_D);
    float[] means = worker.floats(Slots.BLOCK_E);
    Softmax.run(outputs, columns, predictions, largest, sums);
    Softmax.divide(predictions, columns, sums);
    Softmax.addProducts(predictions, outputs, columns, means);
    Pass.LOG.run(sums, PANEL);
    entropies(sums, means, predictions, columns * PANEL);
  }

  /** log sum_c exp(a_c) - sum_c p_c a_c. */
  private static void entropies(float[] logarithms, float[] means, float[] to, int at) {
    for (int i = 0; i < PANEL; i += L) {
      FloatVector logarithm = FloatVector.fromArray(S, logarithms, i);
      logarithm.sub(FloatVector.fromArray(S, means, i)).intoArray(to, at + i);
    }
  }
}
