package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.PANEL;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.op.GaussianMixtureNll;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * l = log sum_k exp(logit_k) - log sum_k exp(joint_k) with joint_k = logit_k + log N(y; mean_k,
 * exp(logVariance_k)), lanes over examples; the constant of the densities is added once.
 *
 * <p>Cost for one component: three exponentials, two divisions and about 30 simple vector
 * instructions for as many examples as a vector has lanes.
 */
final class GaussianMixtureNllStage extends PanelLossStage {
  private static final float HALF_LOG_2_PI = (float) (Math.log(2 * Math.PI) / 2);

  private final int components;
  private final float min;
  private final float max;

  GaussianMixtureNllStage(GaussianMixtureNll op, Scratch scratch) {
    super(op, 60.0 * op.prediction().shape().columns(), scratch);
    components = op.components();
    min = op.minLogVariance();
    max = op.maxLogVariance();
    scratch.floats(Slots.BLOCK_B, (long) components * PANEL);
    scratch.floats(Slots.BLOCK_C, (long) components * PANEL);
    scratch.floats(Slots.BLOCK_D, (long) components * PANEL);
    scratch.floats(Slots.BLOCK_E, (long) components * PANEL);
    scratch.floats(Slots.EDGE, PANEL);
    scratch.floats(Slots.START, PANEL);
    scratch.floats(Slots.SECOND, PANEL);
  }

  @Override
  void panel(int r, int first, int n, float[] columns, float[] losses, Worker worker) {
    float[] precision = worker.floats(Slots.BLOCK_B);
    float[] joint = worker.floats(Slots.BLOCK_C);
    float[] prior = worker.floats(Slots.BLOCK_D);
    float[] responsibility = worker.floats(Slots.BLOCK_E);
    float[] largest = worker.floats(Slots.EDGE);
    float[] priorSums = worker.floats(Slots.START);
    float[] jointSums = worker.floats(Slots.SECOND);
    int size = components * PANEL;
    System.arraycopy(target.data, target.at(r) + first, largest, 0, n);
    subtract(columns, size, largest);
    System.arraycopy(columns, 2 * size, joint, 0, size);
    Sigma.precisions(joint, min, max, precision, size);
    join(columns, precision, joint, size);
    Softmax.run(columns, components, prior, largest, priorSums);
    System.arraycopy(largest, 0, losses, 0, PANEL);
    Softmax.run(joint, components, responsibility, largest, jointSums);
    if (gradient != null) {
      Softmax.divide(prior, components, priorSums);
      Softmax.divide(responsibility, components, jointSums);
      slopes(columns, precision, prior, responsibility, size);
    }
    Pass.LOG.run(priorSums, PANEL);
    Pass.LOG.run(jointSums, PANEL);
    losses(losses, largest, priorSums, jointSums);
  }

  /** Means become differences to the truth. */
  private static void subtract(float[] columns, int size, float[] truth) {
    for (int at = size; at < 2 * size; at += PANEL) {
      for (int i = 0; i < PANEL; i += L) {
        FloatVector mean = FloatVector.fromArray(S, columns, at + i);
        mean.sub(FloatVector.fromArray(S, truth, i)).intoArray(columns, at + i);
      }
    }
  }

  /** Logits and densities to the logarithms of their products. */
  private void join(float[] columns, float[] precision, float[] joint, int size) {
    FloatVector half = FloatVector.broadcast(S, -0.5f);
    for (int i = 0; i < size; i += L) {
      FloatVector raw = FloatVector.fromArray(S, columns, 2 * size + i);
      FloatVector d = FloatVector.fromArray(S, columns, size + i);
      FloatVector square = d.mul(d).mul(FloatVector.fromArray(S, precision, i));
      raw.blend(min, raw.compare(VectorOperators.LT, min))
          .blend(max, raw.compare(VectorOperators.GT, max))
          .add(square)
          .fma(half, FloatVector.fromArray(S, columns, i))
          .intoArray(joint, i);
    }
  }

  /** Turns predictions, whose means are differences, into the derivatives by them. */
  private void slopes(
      float[] columns, float[] precision, float[] prior, float[] responsibility, int size) {
    FloatVector half = FloatVector.broadcast(S, 0.5f);
    for (int i = 0; i < size; i += L) {
      FloatVector raw = FloatVector.fromArray(S, columns, 2 * size + i);
      VectorMask<Float> below = raw.compare(VectorOperators.LT, min);
      VectorMask<Float> above = raw.compare(VectorOperators.GT, max);
      FloatVector d = FloatVector.fromArray(S, columns, size + i);
      FloatVector scaled = d.mul(FloatVector.fromArray(S, precision, i));
      FloatVector own = FloatVector.fromArray(S, responsibility, i);
      FloatVector.fromArray(S, prior, i).sub(own).intoArray(columns, i);
      own.mul(scaled).intoArray(columns, size + i);
      FloatVector spread = d.mul(scaled).fma(half.neg(), half).mul(own);
      spread.blend(0f, below).blend(0f, above).intoArray(columns, 2 * size + i);
    }
  }

  /**
   * The losses of a panel.
   *
   * @param losses the largest logits, which become the losses
   * @param largest the largest of the joint logarithms
   */
  private static void losses(float[] losses, float[] largest, float[] prior, float[] joint) {
    for (int i = 0; i < PANEL; i += L) {
      FloatVector logits =
          FloatVector.fromArray(S, prior, i).add(FloatVector.fromArray(S, losses, i));
      FloatVector both =
          FloatVector.fromArray(S, joint, i).add(FloatVector.fromArray(S, largest, i));
      logits.sub(both).add(HALF_LOG_2_PI).intoArray(losses, i);
    }
  }
}
