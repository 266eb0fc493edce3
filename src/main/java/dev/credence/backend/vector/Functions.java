package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.op.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Activation functions and their derivatives over runs. Factors that underflow give the limit. */
final class Functions {
  private static final float INV_SQRT_2_PI = 0x1.988454p-2f;

  private Functions() {}

  /** y = f(x) for a run of any length; {@code pad} holds one vector of scratch. */
  static void value(Activation f, float[] x, int xOff, float[] y, int yOff, int n, float[] pad) {
    int whole = n - n % L;
    values(f, x, xOff, y, yOff, whole);
    if (whole < n) {
      System.arraycopy(x, xOff + whole, pad, 0, n - whole);
      values(f, pad, 0, pad, 0, L);
      System.arraycopy(pad, 0, y, yOff + whole, n - whole);
    }
  }

  /** y = f'(x), the same way. */
  static void derivative(
      Activation f, float[] x, int xOff, float[] y, int yOff, int n, float[] pad) {
    int whole = n - n % L;
    derivatives(f, x, xOff, y, yOff, whole);
    if (whole < n) {
      System.arraycopy(x, xOff + whole, pad, 0, n - whole);
      derivatives(f, pad, 0, pad, 0, L);
      System.arraycopy(pad, 0, y, yOff + whole, n - whole);
    }
  }

  private static void values(Activation f, float[] x, int xOff, float[] y, int yOff, int n) {
    switch (f) {
      case RELU -> relu(x, xOff, y, yOff, n);
      case LEAKY_RELU -> leakyRelu(x, xOff, y, yOff, n);
      case TANH -> tanh(x, xOff, y, yOff, n);
      case GELU -> gelu(x, xOff, y, yOff, n);
      case ELU -> elu(x, xOff, y, yOff, n);
      case SILU -> silu(x, xOff, y, yOff, n);
      case SIGMOID -> sigmoid(x, xOff, y, yOff, n);
      case SOFTPLUS -> softplus(x, xOff, y, yOff, n);
    }
  }

  private static void derivatives(Activation f, float[] x, int xOff, float[] y, int yOff, int n) {
    switch (f) {
      case RELU -> step(0, x, xOff, y, yOff, n);
      case LEAKY_RELU -> step(Activation.LEAKY_SLOPE, x, xOff, y, yOff, n);
      case TANH -> tanhDerivative(x, xOff, y, yOff, n);
      case GELU -> geluDerivative(x, xOff, y, yOff, n);
      case ELU -> eluDerivative(x, xOff, y, yOff, n);
      case SILU -> siluDerivative(x, xOff, y, yOff, n);
      case SIGMOID -> sigmoidDerivative(x, xOff, y, yOff, n);
      case SOFTPLUS -> sigmoid(x, xOff, y, yOff, n);
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
      v.blend(v.mul(Activation.LEAKY_SLOPE), v.compare(VectorOperators.LT, 0f))
          .intoArray(y, yOff + i);
    }
  }

  private static void step(float below, float[] x, int xOff, float[] y, int yOff, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xOff + i);
      FloatVector low = FloatVector.broadcast(S, below);
      low.blend(1f, v.compare(VectorOperators.GT, 0f)).intoArray(y, yOff + i);
    }
  }

  private static void tanh(float[] x, int xOff, float[] y, int yOff, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xOff + i);
      VectorMath.tanh(v).intoArray(y, yOff + i);
    }
  }

  private static void tanhDerivative(float[] x, int xOff, float[] y, int yOff, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xOff + i);
      // 4 z / (1 + z)^2 with z = exp(-2 |x|): no cancellation where tanh is near 1.
      FloatVector z = VectorMath.exp(v.abs().mul(-2f));
      FloatVector q = z.add(1f);
      z.mul(4f).div(q.mul(q)).intoArray(y, yOff + i);
    }
  }

  private static void gelu(float[] x, int xOff, float[] y, int yOff, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xOff + i);
      FloatVector phi = VectorMath.phi(v, VectorMath.bell(v));
      v.mul(phi).blend(0f, phi.compare(VectorOperators.EQ, 0f)).intoArray(y, yOff + i);
    }
  }

  private static void geluDerivative(float[] x, int xOff, float[] y, int yOff, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xOff + i);
      FloatVector bell = VectorMath.bell(v);
      FloatVector slope = v.mul(bell).mul(INV_SQRT_2_PI);
      slope = slope.blend(0f, bell.compare(VectorOperators.EQ, 0f));
      slope.add(VectorMath.phi(v, bell)).intoArray(y, yOff + i);
    }
  }

  private static void elu(float[] x, int xOff, float[] y, int yOff, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xOff + i);
      VectorMath.expm1Negative(v)
          .blend(v, v.compare(VectorOperators.GT, 0f))
          .intoArray(y, yOff + i);
    }
  }

  private static void eluDerivative(float[] x, int xOff, float[] y, int yOff, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xOff + i);
      VectorMath.exp(v).blend(1f, v.compare(VectorOperators.GT, 0f)).intoArray(y, yOff + i);
    }
  }

  private static void silu(float[] x, int xOff, float[] y, int yOff, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xOff + i);
      FloatVector p = VectorMath.sigmoid(v);
      v.mul(p).blend(0f, p.compare(VectorOperators.EQ, 0f)).intoArray(y, yOff + i);
    }
  }

  private static void siluDerivative(float[] x, int xOff, float[] y, int yOff, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xOff + i);
      FloatVector z = VectorMath.exp(v.abs().neg());
      FloatVector one = FloatVector.broadcast(S, 1f);
      FloatVector p = z.blend(one, v.compare(VectorOperators.GE, 0f)).div(z.add(1f));
      FloatVector q = one.blend(z, v.compare(VectorOperators.GE, 0f)).div(z.add(1f));
      FloatVector r = v.mul(q).mul(p).blend(0f, z.compare(VectorOperators.EQ, 0f));
      p.add(r).intoArray(y, yOff + i);
    }
  }

  private static void sigmoid(float[] x, int xOff, float[] y, int yOff, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xOff + i);
      VectorMath.sigmoid(v).intoArray(y, yOff + i);
    }
  }

  private static void sigmoidDerivative(float[] x, int xOff, float[] y, int yOff, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xOff + i);
      FloatVector z = VectorMath.exp(v.abs().neg());
      FloatVector q = z.add(1f);
      z.div(q.mul(q)).intoArray(y, yOff + i);
    }
  }

  private static void softplus(float[] x, int xOff, float[] y, int yOff, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xOff + i);
      VectorMath.softplus(v).intoArray(y, yOff + i);
    }
  }
}
