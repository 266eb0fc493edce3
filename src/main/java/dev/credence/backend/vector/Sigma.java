package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.op.ScaleParameterization;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Standard deviations from their free parameters, in place over whole vectors: callers round counts
 * up and let the numbers beyond the end be anything.
 */
final class Sigma {
  /** Below this rho, log softplus(rho) is rho to float accuracy, also where softplus underflows. */
  private static final float SMALL = -17f;

  private Sigma() {}

  /** a = sigma(rho), rho in a. */
  static void sigma(ScaleParameterization scale, float[] a, int count) {
    if (scale == ScaleParameterization.SOFTPLUS) {
      for (int i = 0; i < count; i += L) {
        VectorMath.softplus(FloatVector.fromArray(S, a, i)).intoArray(a, i);
      }
    } else {
      for (int i = 0; i < count; i += L) {
        FloatVector c = clamped(FloatVector.fromArray(S, a, i));
        VectorMath.exp(c.mul(0.5f)).intoArray(a, i);
      }
    }
  }

  /** to = d sigma / d rho. */
  static void derivative(ScaleParameterization scale, float[] rho, float[] to, int count) {
    if (scale == ScaleParameterization.SOFTPLUS) {
      for (int i = 0; i < count; i += L) {
        VectorMath.sigmoid(FloatVector.fromArray(S, rho, i)).intoArray(to, i);
      }
    } else {
      for (int i = 0; i < count; i += L) {
        FloatVector x = FloatVector.fromArray(S, rho, i);
        FloatVector sigma = VectorMath.exp(clamped(x).mul(0.5f)).mul(0.5f);
        sigma.blend(0f, outside(x)).intoArray(to, i);
      }
    }
  }

  /** to = log sigma, given sigma. */
  static void log(ScaleParameterization scale, float[] rho, float[] sigma, float[] to, int count) {
    if (scale == ScaleParameterization.SOFTPLUS) {
      for (int i = 0; i < count; i += L) {
        FloatVector x = FloatVector.fromArray(S, rho, i);
        VectorMath.log(FloatVector.fromArray(S, sigma, i))
            .blend(x, x.compare(VectorOperators.LT, SMALL))
            .intoArray(to, i);
      }
    } else {
      for (int i = 0; i < count; i += L) {
        clamped(FloatVector.fromArray(S, rho, i)).mul(0.5f).intoArray(to, i);
      }
    }
  }

  /** to = d log sigma / d rho, given sigma and d sigma / d rho. */
  static void logDerivative(
      ScaleParameterization scale,
      float[] rho,
      float[] sigma,
      float[] derivative,
      float[] to,
      int count) {
    for (int i = 0; i < count; i += L) {
      FloatVector x = FloatVector.fromArray(S, rho, i);
      FloatVector d = FloatVector.fromArray(S, derivative, i);
      FloatVector ratio = d.div(FloatVector.fromArray(S, sigma, i));
      if (scale == ScaleParameterization.SOFTPLUS) {
        ratio = ratio.blend(1f, x.compare(VectorOperators.LT, SMALL));
      }
      ratio.intoArray(to, i);
    }
  }

  /** a = factor exp(a), a clamped: variances from log variances. */
  static void expClamped(float[] a, float min, float max, float factor, int count) {
    for (int i = 0; i < count; i += L) {
      FloatVector x = FloatVector.fromArray(S, a, i);
      FloatVector c =
          x.blend(min, x.compare(VectorOperators.LT, min))
              .blend(max, x.compare(VectorOperators.GT, max));
      VectorMath.exp(c).mul(factor).intoArray(a, i);
    }
  }

  private static FloatVector clamped(FloatVector x) {
    FloatVector low = FloatVector.broadcast(S, ScaleParameterization.LOG_VARIANCE_MIN);
    FloatVector high = FloatVector.broadcast(S, ScaleParameterization.LOG_VARIANCE_MAX);
    return x.blend(low, x.compare(VectorOperators.LT, low))
        .blend(high, x.compare(VectorOperators.GT, high));
  }

  private static VectorMask<Float> outside(FloatVector x) {
    return x.compare(VectorOperators.LT, ScaleParameterization.LOG_VARIANCE_MIN)
        .or(x.compare(VectorOperators.GT, ScaleParameterization.LOG_VARIANCE_MAX));
  }
}
