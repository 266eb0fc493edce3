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
final class GaussianNllStage extends TermLossStage {
  private final float min;
  private final float max;

  GaussianNllStage(GaussianNll op, Scratch scratch) {
    super(op, 60.0 * op.prediction().shape().columns(), scratch);
    min = op.minLogVariance();
    max = op.maxLogVariance();
  }

  @Override
  void losses(int r, int begin, int end, float[] out, Worker worker) {
    float[] mean = worker.floats(Slots.BLOCK_A);
    float[] logVariance = worker.floats(Slots.BLOCK_B);
    float[] truth = worker.floats(Slots.BLOCK_C);
    float[] precision = worker.floats(Slots.BLOCK_D);
    int examples = end - begin;
    int n = examples * targets;
    int from = prediction.at(r) + begin * outputs;
    Halves.split(prediction.data, from, examples, targets, mean, logVariance);
    System.arraycopy(target.data, target.at(r) + begin * targets, truth, 0, n);
    Sigma.precisions(logVariance, min, max, precision, Lanes.padded(n));
    terms(mean, logVariance, truth, precision, Lanes.padded(n));
    addUp(truth, examples, out);
    if (gradient != null) {
      float[] factors = precision;
      factors(r, begin, end, factors);
      scale(mean, factors, n, mean, 0);
      scale(logVariance, factors, n, logVariance, 0);
      int to = gradient.at(r) + begin * outputs;
      Halves.join(mean, logVariance, examples, targets, gradient.data, to);
    }
  }

  /**
   * Turns means and log variances into the derivatives by them, and targets into their terms of the
   * loss.
   */
  private void terms(float[] mean, float[] logVariance, float[] truth, float[] precision, int n) {
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
