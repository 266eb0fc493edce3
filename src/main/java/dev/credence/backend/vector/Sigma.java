package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.op.ScaleParameterization;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Standard deviations and what follows from them, as passes over the starts of scratch arrays:
 * counts are whole vectors, and numbers beyond the end may be anything.
 */
final class Sigma {
  /** Below this rho, log softplus(rho) is rho to float accuracy, also where softplus underflows. */
  private static final float SMALL = -17f;

  private static final float MIN = ScaleParameterization.LOG_VARIANCE_MIN;
  private static final float MAX = ScaleParameterization.LOG_VARIANCE_MAX;

  private Sigma() {}

  /**
   * sigma(rho) and, unless null, its derivative.
   *
   * @param sigma written; not the array of rho
   * @param slope written, or null; not the array of rho
   */
  static void of(ScaleParameterization scale, float[] rho, float[] sigma, float[] slope, int n) {
    if (scale == ScaleParameterization.SOFTPLUS) {
      Pass.DECAY.run(rho, 0, sigma, sigma, 0, n);
      if (slope != null) {
        Pass.SIGMOID.run(rho, 0, sigma, slope, 0, n);
      }
      Pass.SOFTPLUS.run(rho, 0, sigma, sigma, 0, n);
    } else {
      halves(rho, sigma, n);
      Pass.EXP.run(sigma, n);
      if (slope != null) {
        halfInside(rho, sigma, slope, n);
      }
    }
  }

  /** log sigma, given sigma; the result replaces sigma. */
  static void log(ScaleParameterization scale, float[] rho, float[] sigma, int n) {
    if (scale == ScaleParameterization.SOFTPLUS) {
      Pass.LOG.run(sigma, n);
      for (int i = 0; i < n; i += L) {
        FloatVector x = FloatVector.fromArray(S, rho, i);
        FloatVector log = FloatVector.fromArray(S, sigma, i);
        log.blend(x, x.compare(VectorOperators.LT, SMALL)).intoArray(sigma, i);
      }
    } else {
      halves(rho, sigma, n);
    }
  }

  /** d log sigma / d rho, given sigma and its derivative. */
  static void logDerivative(
      ScaleParameterization scale, float[] rho, float[] sigma, float[] slope, float[] to, int n) {
    float below = scale == ScaleParameterization.SOFTPLUS ? SMALL : Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i += L) {
      FloatVector x = FloatVector.fromArray(S, rho, i);
      FloatVector d = FloatVector.fromArray(S, slope, i);
      FloatVector ratio = d.div(FloatVector.fromArray(S, sigma, i));
      ratio.blend(1f, x.compare(VectorOperators.LT, below)).intoArray(to, i);
    }
  }

  /** Variances from log variances: a = factor exp(a), a clamped. */
  static void variances(float[] a, float min, float max, float factor, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector x = FloatVector.fromArray(S, a, i);
      x.blend(min, x.compare(VectorOperators.LT, min))
          .blend(max, x.compare(VectorOperators.GT, max))
          .intoArray(a, i);
    }
    Pass.EXP.run(a, n);
    Elements.scale(factor, a, 0, n);
  }

  /** Precisions from log variances: to = exp(-a), a clamped. */
  static void precisions(float[] a, float min, float max, float[] to, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector x = FloatVector.fromArray(S, a, i);
      x.blend(min, x.compare(VectorOperators.LT, min))
          .blend(max, x.compare(VectorOperators.GT, max))
          .neg()
          .intoArray(to, i);
    }
    Pass.EXP.run(to, n);
  }

  /** Half the clamped rho: log sigma of the log variance. */
  private static void halves(float[] rho, float[] to, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector x = FloatVector.fromArray(S, rho, i);
      x.blend(MIN, x.compare(VectorOperators.LT, MIN))
          .blend(MAX, x.compare(VectorOperators.GT, MAX))
          .mul(0.5f)
          .intoArray(to, i);
    }
  }

  /** Half of sigma where rho is not clamped, else zero. */
  private static void halfInside(float[] rho, float[] sigma, float[] to, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector x = FloatVector.fromArray(S, rho, i);
      FloatVector half = FloatVector.fromArray(S, sigma, i).mul(0.5f);
      half.blend(0f, x.compare(VectorOperators.LT, MIN))
          .blend(0f, x.compare(VectorOperators.GT, MAX))
          .intoArray(to, i);
    }
  }
}
