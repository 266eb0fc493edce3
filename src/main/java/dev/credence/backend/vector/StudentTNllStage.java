package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.op.StudentTNll;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * l = sum_d (nu + 1) / 2 log(1 + q) + logVariance / 2 + constant with q = (y - mean)^2 / (nu
 * exp(logVariance)), lanes over (example, target).
 *
 * <p>Cost for one target: about 110 vector instructions for as many examples as a vector has lanes.
 */
final class StudentTNllStage extends TermLossStage {
  private final float min;
  private final float max;
  private final float nu;
  private final float constant;

  StudentTNllStage(StudentTNll op, Scratch scratch) {
    super(op, 80.0 * op.prediction().shape().columns(), scratch);
    min = op.minLogVariance();
    max = op.maxLogVariance();
    nu = op.degreesOfFreedom();
    double half = (double) nu / 2;
    constant =
        (float) (LogGamma.value(half) - LogGamma.value(half + 0.5) + Math.log(nu * Math.PI) / 2);
    scratch.floats(Slots.BLOCK_E, Halves.size(block(), targets));
  }

  @Override
  void losses(int r, int begin, int end, float[] out, Worker worker) {
    float[] mean = worker.floats(Slots.BLOCK_A);
    float[] logVariance = worker.floats(Slots.BLOCK_B);
    float[] truth = worker.floats(Slots.BLOCK_C);
    float[] precision = worker.floats(Slots.BLOCK_D);
    float[] logarithm = worker.floats(Slots.BLOCK_E);
    int examples = end - begin;
    int n = examples * targets;
    int padded = Lanes.padded(n);
    int from = prediction.at(r) + begin * outputs;
    Halves.split(prediction.data, from, examples, targets, mean, logVariance);
    System.arraycopy(target.data, target.at(r) + begin * targets, truth, 0, n);
    Sigma.precisions(logVariance, min, max, precision, padded);
    slopes(mean, truth, precision, logarithm, padded);
    Pass.LOG.run(logarithm, padded);
    terms(logVariance, truth, precision, logarithm, padded);
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

  /** Turns means into the derivatives by them, precisions into q, and leaves 1 + q. */
  private void slopes(float[] mean, float[] truth, float[] precision, float[] sum, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector d = FloatVector.fromArray(S, mean, i).sub(FloatVector.fromArray(S, truth, i));
      FloatVector scaled = d.mul(FloatVector.fromArray(S, precision, i)).div(nu);
      FloatVector q = d.mul(scaled);
      FloatVector one = q.add(1f);
      scaled.mul(nu + 1).div(one).intoArray(mean, i);
      q.intoArray(precision, i);
      one.intoArray(sum, i);
    }
  }

  /**
   * Turns log variances into the derivatives by them, and writes the terms of the loss.
   *
   * @param ratio q
   * @param logarithm log(1 + q)
   */
  private void terms(float[] logVariance, float[] truth, float[] ratio, float[] logarithm, int n) {
    FloatVector half = FloatVector.broadcast(S, 0.5f);
    for (int i = 0; i < n; i += L) {
      FloatVector raw = FloatVector.fromArray(S, logVariance, i);
      VectorMask<Float> below = raw.compare(VectorOperators.LT, min);
      VectorMask<Float> above = raw.compare(VectorOperators.GT, max);
      FloatVector q = FloatVector.fromArray(S, ratio, i);
      FloatVector log = FloatVector.fromArray(S, logarithm, i).mul((nu + 1) / 2);
      raw.blend(min, below).blend(max, above).fma(half, log).add(constant).intoArray(truth, i);
      FloatVector pull = q.mul(nu + 1).div(q.add(1f));
      pull.fma(half.neg(), half).blend(0f, below).blend(0f, above).intoArray(logVariance, i);
    }
  }
}
