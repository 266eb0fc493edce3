package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.PANEL;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.op.Head;
import dev.credence.op.PredictSample;
import jdk.incubator.vector.FloatVector;

/** Mean and variance of a mixture of Gaussians. */
final class PredictMixtureStage extends PredictPanelStage {
  private final int components;
  private final float min;
  private final float max;

  PredictMixtureStage(PredictSample op, Head.GaussianMixture head, Scratch scratch) {
    super(op, scratch);
    components = head.components();
    min = head.minLogVariance();
    max = head.maxLogVariance();
    scratch.floats(Slots.BLOCK_C, (long) components * PANEL);
    scratch.floats(Slots.BLOCK_D, (long) components * PANEL);
    scratch.floats(Slots.BLOCK_E, PANEL);
    scratch.floats(Slots.BLOCK_F, PANEL);
  }

  @Override
  void panel(float[] outputs, float[] predictions, Worker worker) {
    float[] shares = worker.floats(Slots.BLOCK_C);
    float[] variances = worker.floats(Slots.BLOCK_D);
    float[] largest = worker.floats(Slots.BLOCK_E);
    float[] sums = worker.floats(Slots.BLOCK_F);
    int size = components * PANEL;
    Softmax.run(outputs, components, shares, largest, sums);
    Softmax.divide(shares, components, sums);
    System.arraycopy(outputs, 2 * size, variances, 0, size);
    Sigma.variances(variances, min, max, 1, size);
    System.arraycopy(outputs, size, outputs, 0, size);
    Softmax.addProducts(shares, outputs, components, predictions);
    addSquares(outputs, predictions, variances);
    Softmax.addProducts(shares, variances, components, sums);
    System.arraycopy(sums, 0, predictions, PANEL, PANEL);
  }

  /** Adds the squared distance of each component's mean from that of all to its variance. */
  private void addSquares(float[] means, float[] mean, float[] variances) {
    for (int at = 0; at < components * PANEL; at += PANEL) {
      for (int i = 0; i < PANEL; i += L) {
        FloatVector d = FloatVector.fromArray(S, means, at + i);
        d = d.sub(FloatVector.fromArray(S, mean, i));
        d.fma(d, FloatVector.fromArray(S, variances, at + i)).intoArray(variances, at + i);
      }
    }
  }
}
