package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;

import dev.credence.op.Activation;

/**
 * An activation function or its derivative over runs of any length. Where a factor underflows, the
 * product is its limit, zero.
 */
final class Function {
  /** Elements at a time: their exponentials stay in the first-level cache. */
  static final int RUN = 1024;

  /** Floats of scratch that a call needs. */
  static final int SCRATCH = RUN + L;

  private final Pass[] passes;

  private Function(Pass[] passes) {
    this.passes = passes;
  }

  /** An activation function. */
  static Function value(Activation f) {
    return new Function(values(f));
  }

  /** The derivative of an activation function. */
  static Function derivative(Activation f) {
    return new Function(derivatives(f));
  }

  /** y = f(x); x and y may be the same. */
  void apply(float[] x, int xOff, float[] y, int yOff, int n, float[] scratch) {
    int whole = n - n % L;
    for (int i = 0; i < whole; i += RUN) {
      run(x, xOff + i, y, yOff + i, Math.min(RUN, whole - i), scratch);
    }
    if (whole < n) {
      System.arraycopy(x, xOff + whole, scratch, RUN, n - whole);
      run(scratch, RUN, scratch, RUN, L, scratch);
      System.arraycopy(scratch, RUN, y, yOff + whole, n - whole);
    }
  }

  private void run(float[] x, int xOff, float[] y, int yOff, int n, float[] t) {
    for (Pass pass : passes) {
      pass.run(x, xOff, t, y, yOff, n);
    }
  }

  private static Pass[] values(Activation f) {
    return switch (f) {
      case RELU -> new Pass[] {Pass.RELU};
      case LEAKY_RELU -> new Pass[] {Pass.LEAKY_RELU};
      case TANH -> new Pass[] {Pass.DECAY_TWICE, Pass.TANH};
      case GELU -> new Pass[] {Pass.BELL, Pass.GELU};
      case ELU -> new Pass[] {Pass.ELU};
      case SILU -> new Pass[] {Pass.DECAY, Pass.SILU};
      case SIGMOID -> new Pass[] {Pass.DECAY, Pass.SIGMOID};
      case SOFTPLUS -> new Pass[] {Pass.DECAY, Pass.SOFTPLUS};
    };
  }

  private static Pass[] derivatives(Activation f) {
    return switch (f) {
      case RELU -> new Pass[] {Pass.RELU_DERIVATIVE};
      case LEAKY_RELU -> new Pass[] {Pass.LEAKY_RELU_DERIVATIVE};
      case TANH -> new Pass[] {Pass.DECAY_TWICE, Pass.TANH_DERIVATIVE};
      case GELU -> new Pass[] {Pass.BELL, Pass.GELU_DERIVATIVE};
      case ELU -> new Pass[] {Pass.DECAY, Pass.ELU_DERIVATIVE};
      case SILU -> new Pass[] {Pass.DECAY, Pass.SILU_DERIVATIVE};
      case SIGMOID -> new Pass[] {Pass.DECAY, Pass.SIGMOID_DERIVATIVE};
      case SOFTPLUS -> new Pass[] {Pass.DECAY, Pass.SIGMOID};
    };
  }
}
