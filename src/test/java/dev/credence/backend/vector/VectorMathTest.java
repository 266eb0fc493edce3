package dev.credence.backend.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.op.Activation;
import dev.credence.op.ScaleParameterization;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sweeps over floats of every size and sign, against float64. */
class VectorMathTest {
  /** Every 79999th float, NaN and infinities among them, and some special ones. */
  private static final float[] SWEEP = sweep();

  private interface InPlace {
    void run(float[] a, int n);
  }

  private static float[] sweep() {
    int step = 79_999;
    int count = (int) ((1L << 32) / step);
    float[] values = new float[Lanes.padded(count + 4)];
    for (int i = 0; i < count; i++) {
      values[i] = Float.intBitsToFloat((int) ((long) i * step));
    }
    values[count] = Float.POSITIVE_INFINITY;
    values[count + 1] = Float.NEGATIVE_INFINITY;
    values[count + 2] = Float.NaN;
    values[count + 3] = -0f;
    return values;
  }

  /** Largest error in units of the last place of the exact result; 2^-149 below normal size. */
  private static double worst(InPlace pass, DoubleUnaryOperator exact, double from, double to) {
    float[] a = Arrays.copyOf(SWEEP, SWEEP.length);
    pass.run(a, a.length);
    double worst = 0;
    for (int i = 0; i < a.length; i++) {
      double x = SWEEP[i];
      if (!(x >= from && x <= to)) {
        continue;
      }
      double expected = exact.applyAsDouble(x);
      if ((float) expected == a[i]) {
        continue;
      }
      double ulp = Math.ulp((float) expected);
      double error = Math.abs(a[i] - expected) / ulp;
      worst = error <= worst ? worst : error;
      if (Double.isNaN(error)) {
        return Double.NaN;
      }
    }
    return worst;
  }

  @Test
  void expIsWithinTwoUlp() {
    assertThat(worst(Pass.EXP::run, Math::exp, -1e38, 1e38)).isLessThan(2);
    assertThat(worst(Pass.EXP::run, Math::exp, Double.NEGATIVE_INFINITY, -1e38)).isZero();
    assertThat(worst(Pass.EXP::run, Math::exp, 1e38, Double.POSITIVE_INFINITY)).isZero();
  }

  @Test
  void logIsWithinTwoUlp() {
    assertThat(worst(Pass.LOG::run, Math::log, 0, Double.POSITIVE_INFINITY)).isLessThan(2);
    float[] a = Arrays.copyOf(new float[] {-1, -0f, Float.NaN}, Lanes.L);
    Pass.LOG.run(a, Lanes.L);
    assertThat(a[0]).isNaN();
    assertThat(a[1]).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(a[2]).isNaN();
  }

  /** Relative in ulp where the function keeps its relative accuracy, absolute for gelu. */
  @ParameterizedTest
  @EnumSource(Activation.class)
  void activationsAreWithinTheirBounds(Activation f) {
    float[] y = new float[SWEEP.length];
    float[] slope = new float[SWEEP.length];
    float[] scratch = new float[Function.SCRATCH];
    Function.value(f).apply(SWEEP, 0, y, 0, y.length, scratch);
    Function.derivative(f).apply(SWEEP, 0, slope, 0, y.length, scratch);
    for (int i = 0; i < y.length; i++) {
      float x = SWEEP[i];
      if (Float.isNaN(x)) {
        assertThat(y[i]).as("%s(NaN)", f).isNaN();
        continue;
      }
      check(f + " of " + x, y[i], limit(f, x), valueBound(f, x));
      check("slope of " + f + " at " + x, slope[i], slopeLimit(f, x), slopeBound(f, x));
    }
  }

  /** float64 values of Activation at finite numbers, the limits at infinities. */
  private static double limit(Activation f, double x) {
    if (x == Double.NEGATIVE_INFINITY) {
      return switch (f) {
        case RELU, GELU, SILU, SIGMOID, SOFTPLUS -> 0;
        case LEAKY_RELU -> x;
        case TANH, ELU -> -1;
      };
    }
    if (x == Double.POSITIVE_INFINITY) {
      return f == Activation.TANH || f == Activation.SIGMOID ? 1 : x;
    }
    return f.value(x);
  }

  private static double slopeLimit(Activation f, double x) {
    if (Double.isInfinite(x)) {
      return switch (f) {
        case TANH, SIGMOID -> 0;
        case LEAKY_RELU -> x > 0 ? 1 : Activation.LEAKY_SLOPE;
        default -> x > 0 ? 1 : 0;
      };
    }
    return f.derivative(x);
  }

  private static double valueBound(Activation f, double x) {
    double size = Math.abs(limit(f, x));
    return switch (f) {
      case RELU, LEAKY_RELU -> Math.ulp((float) size);
      case GELU -> 2.5e-7 * Math.min(Math.abs(x), 15) + Math.ulp((float) size);
      case SILU -> 4 * Math.ulp((float) size) + Math.min(Math.abs(x), 200) * Float.MIN_VALUE;
      default -> 4 * Math.ulp((float) size);
    };
  }

  private static double slopeBound(Activation f, double x) {
    return switch (f) {
      case RELU, LEAKY_RELU -> 0;
      case GELU, SILU -> 5e-7;
      default -> 6 * Math.ulp((float) Math.abs(slopeLimit(f, x)));
    };
  }

  private static void check(String what, float actual, double expected, double bound) {
    if ((float) expected == actual) {
      return;
    }
    boolean ok = Math.abs(actual - expected) <= bound;
    if (!ok) {
      assertThat(ok).as("%s: %s, expected %s +- %s", what, actual, expected, bound).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(ScaleParameterization.class)
  void sigmaAndItsLogarithmHoldForEveryFiniteRho(ScaleParameterization scale) {
    float[] sigma = new float[SWEEP.length];
    float[] slope = new float[SWEEP.length];
    float[] ratio = new float[SWEEP.length];
    Sigma.of(scale, SWEEP, sigma, slope, SWEEP.length);
    Sigma.logDerivative(scale, SWEEP, sigma, slope, ratio, SWEEP.length);
    float[] log = Arrays.copyOf(sigma, sigma.length);
    Sigma.log(scale, SWEEP, log, log.length);
    for (int i = 0; i < SWEEP.length; i++) {
      float rho = SWEEP[i];
      if (!Float.isFinite(rho)) {
        continue;
      }
      String at = scale + " at " + rho + ": ";
      double exact = scale.sigma(rho);
      check(at + "sigma", sigma[i], exact, 4 * Math.ulp((float) exact));
      double derivative = scale.derivative(rho);
      check(at + "derivative", slope[i], derivative, 5 * Math.ulp((float) derivative));
      double logarithm = scale.logSigma(rho);
      check(at + "log", log[i], logarithm, 4e-7 * Math.max(1, Math.abs(logarithm)));
      check(at + "log derivative", ratio[i], scale.logDerivative(rho), 1e-6);
    }
  }
}
