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
final class StudentTNllStage extends LocationScaleNllStage {
  private final float nu;
  private final float constant;

  StudentTNllStage(StudentTNll op, Scratch scratch) {
    super(op, 80, op.minLogVariance(), op.maxLogVariance(), scratch);
    nu = op.degreesOfFreedom();
    double half = (double) nu / 2;
    constant =
        (float) (LogGamma.value(half) - LogGamma.value(half + 0.5) + Math.log(nu * Math.PI) / 2);
    scratch.floats(Slots.BLOCK_E, Halves.size(block(), targets));
  }

  @Override
  void terms(
      float[] mean, float[] logVariance, float[] truth, float[] precision, int n, Worker worker) {
    float[] logarithm = worker.floats(Slots.BLOCK_E);
    slopes(mean, truth, precision, logarithm, n);
    Pass.LOG.run(logarithm, n);
    finish(logVariance, truth, precision, logarithm, n);
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
  private void finish(float[] logVariance, float[] truth, float[] ratio, float[] logarithm, int n) {
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
