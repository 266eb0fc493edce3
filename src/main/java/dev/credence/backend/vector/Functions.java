package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.op.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Activation functions and their derivatives over runs of any length. Where a factor underflows,
 * the product is its limit, zero.
 */
final class Functions {
  /** Elements at a time: their exponentials stay in the first-level cache. */
  static final int RUN = 1024;

  /** Floats of scratch that a call needs. */
  static final int SCRATCH = RUN + L;

  private Functions() {}

  /** y = f(x); x and y may be the same. */
  static void value(
      Activation f, float[] x, int xOff, float[] y, int yOff, int n, float[] scratch) {
    int whole = n - n % L;
    for (int i = 0; i < whole; i += RUN) {
      values(f, x, xOff + i, y, yOff + i, Math.min(RUN, whole - i), scratch);
    }
    if (whole < n) {
      System.arraycopy(x, xOff + whole, scratch, RUN, n - whole);
      values(f, scratch, RUN, scratch, RUN, L, scratch);
      System.arraycopy(scratch, RUN, y, yOff + whole, n - whole);
    }
  }

  /** y = f'(x), the same way. */
  static void derivative(
      Activation f, float[] x, int xOff, float[] y, int yOff, int n, float[] scratch) {
    int whole = n - n % L;
    for (int i = 0; i < whole; i += RUN) {
      derivatives(f, x, xOff + i, y, yOff + i, Math.min(RUN, whole - i), scratch);
    }
    if (whole < n) {
      System.arraycopy(x, xOff + whole, scratch, RUN, n - whole);
      derivatives(f, scratch, RUN, scratch, RUN, L, scratch);
      System.arraycopy(scratch, RUN, y, yOff + whole, n - whole);
    }
  }

  private static void values(
      Activation f, float[] x, int xOff, float[] y, int yOff, int n, float[] t) {
    switch (f) {
      case RELU -> relu(x, xOff, y, yOff, n);
      case LEAKY_RELU -> leakyRelu(x, xOff, y, yOff, n);
      case TANH -> {
        VectorMath.decay(2, x, xOff, t, n);
        VectorMath.tanh(x, xOff, t, y, yOff, n);
      }
      case GELU -> {
        VectorMath.bell(x, xOff, t, n);
        VectorMath.gelu(x, xOff, t, y, yOff, n);
      }
      case ELU -> VectorMath.elu(x, xOff, y, yOff, n);
      case SILU -> {
        VectorMath.decay(1, x, xOff, t, n);
        VectorMath.silu(x, xOff, t, y, yOff, n);
      }
      case SIGMOID -> {
        VectorMath.decay(1, x, xOff, t, n);
        VectorMath.sigmoid(x, xOff, t, y, yOff, n);
      }
      case SOFTPLUS -> {
        VectorMath.decay(1, x, xOff, t, n);
        VectorMath.softplus(x, xOff, t, y, yOff, n);
      }
    }
  }

  private static void derivatives(
      Activation f, float[] x, int xOff, float[] y, int yOff, int n, float[] t) {
    switch (f) {
      case RELU -> step(0, x, xOff, y, yOff, n);
      case LEAKY_RELU -> step(Activation.LEAKY_SLOPE, x, xOff, y, yOff, n);
      case TANH -> {
        VectorMath.decay(2, x, xOff, t, n);
        VectorMath.tanhDerivative(t, y, yOff, n);
      }
      case GELU -> {
        VectorMath.bell(x, xOff, t, n);
        VectorMath.geluDerivative(x, xOff, t, y, yOff, n);
      }
      case ELU -> {
        VectorMath.decay(1, x, xOff, t, n);
        VectorMath.eluDerivative(x, xOff, t, y, yOff, n);
      }
      case SILU -> {
        VectorMath.decay(1, x, xOff, t, n);
        VectorMath.siluDerivative(x, xOff, t, y, yOff, n);
      }
      case SIGMOID -> {
        VectorMath.decay(1, x, xOff, t, n);
        VectorMath.sigmoidDerivative(t, y, yOff, n);
      }
      case SOFTPLUS -> {
        VectorMath.decay(1, x, xOff, t, n);
        VectorMath.sigmoid(x, xOff, t, y, yOff, n);
      }
    }
  }

  private static void relu(float[] x, int xOff, float[] y, int yOff, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xOff + i);
      v.blend(0f, v.compare(VectorOperators.LE, 0f)).intoArray(y, yOff + i);
    }
  }

  private static void leakyRelu(float[] x, int xOff, float[] y, int yOff, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xOff + i);
      FloatVector low = v.mul(Activation.LEAKY_SLOPE);
      v.blend(low, v.compare(VectorOperators.LT, 0f)).intoArray(y, yOff + i);
    }
  }

  private static void step(float below, float[] x, int xOff, float[] y, int yOff, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xOff + i);
      FloatVector low = FloatVector.broadcast(S, below);
      low.blend(1f, v.compare(VectorOperators.GT, 0f)).intoArray(y, yOff + i);
    }
  }
}
