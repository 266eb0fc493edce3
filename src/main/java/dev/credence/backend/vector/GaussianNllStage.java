package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.op.GaussianNll;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * l = sum_d (y - mean)^2 / (2 exp(logVariance)) + logVariance / 2, lanes over (example, target).
 */
final class GaussianNllStage extends LossStage {
  private final float min;
  private final float max;

  GaussianNllStage(GaussianNll op, Scratch scratch) {
    super(op, 60.0 * op.prediction().shape().columns(), scratch);
    min = op.minLogVariance();
    max = op.maxLogVariance();
    int size = Lanes.padded(block() * targets);
    scratch.floats(Slots.BLOCK_A, size);
    scratch.floats(Slots.BLOCK_B, size);
    scratch.floats(Slots.BLOCK_C, size);
    scratch.floats(Slots.BLOCK_D, size);
  }

  @Override
  void rows(int r, int begin, int end, Worker worker) {
    float[] difference = worker.floats(Slots.BLOCK_A);
    float[] logVariance = worker.floats(Slots.BLOCK_B);
    float[] loss = worker.floats(Slots.BLOCK_C);
    int n = (end - begin) * targets;
    int from = prediction.at(r) + begin * outputs;
    int y = target.at(r) + begin * targets;
    for (int i = 0; i < n; i += targets, from += outputs) {
      for (int d = 0; d < targets; d++) {
        difference[i + d] = prediction.data[from + d] - target.data[y + i + d];
        logVariance[i + d] = prediction.data[from + targets + d];
      }
    }
    terms(difference, logVariance, loss, worker.floats(Slots.BLOCK_D), Lanes.padded(n));
    for (int b = begin, i = 0; b < end; b++, i += targets) {
      float l = 0;
      for (int d = 0; d < targets; d++) {
        l += loss[i + d];
      }
      put(r, b, l);
      if (gradient != null) {
        float factor = (float) factor(r, b);
        int g = gradient.at(r) + b * outputs;
        for (int d = 0; d < targets; d++) {
          gradient.data[g + d] = factor * difference[i + d];
          gradient.data[g + targets + d] = factor * logVariance[i + d];
        }
      }
    }
  }

  /** Turns differences and log variances into the derivatives by mean and log variance. */
  private void terms(
      float[] difference, float[] logVariance, float[] loss, float[] precision, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector raw = FloatVector.fromArray(S, logVariance, i);
      raw.blend(min, raw.compare(VectorOperators.LT, min))
          .blend(max, raw.compare(VectorOperators.GT, max))
          .neg()
          .intoArray(precision, i);
    }
    Pass.EXP.run(precision, n);
    for (int i = 0; i < n; i += L) {
      FloatVector raw = FloatVector.fromArray(S, logVariance, i);
      VectorMask<Float> below = raw.compare(VectorOperators.LT, min);
      VectorMask<Float> above = raw.compare(VectorOperators.GT, max);
      FloatVector d = FloatVector.fromArray(S, difference, i);
      FloatVector slope = d.mul(FloatVector.fromArray(S, precision, i));
      FloatVector square = slope.mul(d);
      square.add(raw.blend(min, below).blend(max, above)).mul(0.5f).intoArray(loss, i);
      slope.intoArray(difference, i);
      FloatVector half = FloatVector.broadcast(S, 0.5f);
      square.fma(half.neg(), half).blend(0f, below).blend(0f, above).intoArray(logVariance, i);
    }
  }
}
