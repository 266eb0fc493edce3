package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.op.GaussianNll;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * l = sum_d (y - mean)^2 / (2 exp(logVariance)) + logVariance / 2, lanes over (example, target).
 *
 * <p>Cost for one target: about 80 vector instructions for as many examples as a vector has lanes,
 * which is what reading 12 bytes and writing 8 bytes of each example takes.
 */
final class GaussianNllStage extends LocationScaleNllStage {
  GaussianNllStage(GaussianNll op, Scratch scratch) {
    super(op, 60, op.minLogVariance(), op.maxLogVariance(), scratch);
  }

  @Override
  void terms(
      float[] mean, float[] logVariance, float[] truth, float[] precision, int n, Worker worker) {
    FloatVector half = FloatVector.broadcast(S, 0.5f);
    for (int i = 0; i < n; i += L) {
      FloatVector raw = FloatVector.fromArray(S, logVariance, i);
      VectorMask<Float> below = raw.compare(VectorOperators.LT, min);
      VectorMask<Float> above = raw.compare(VectorOperators.GT, max);
      FloatVector d = FloatVector.fromArray(S, mean, i).sub(FloatVector.fromArray(S, truth, i));
      FloatVector slope = d.mul(FloatVector.fromArray(S, precision, i));
      FloatVector square = slope.mul(d);
      square.add(raw.blend(min, below).blend(max, above)).mul(half).intoArray(truth, i);
      slope.intoArray(mean, i);
      square.fma(half.neg(), half).blend(0f, below).blend(0f, above).intoArray(logVariance, i);
    }
  }
}
