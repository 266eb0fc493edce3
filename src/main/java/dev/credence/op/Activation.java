package dev.credence.op;

/** Elementwise activation functions, with their float64 definitions. */
public enum Activation {
  RELU,
  /** x for x >= 0, else {@value #LEAKY_SLOPE} x. */
  LEAKY_RELU,
  TANH,
  /** x Phi(x), Phi the normal distribution function (Hendrycks and Gimpel 2016, exact form). */
  GELU,
  /** x for x >= 0, else exp(x) - 1 (Clevert et al. 2016). */
  ELU,
  /** x sigmoid(x) (Ramachandran et al. 2017). */
  SILU,
  SIGMOID,
  /** log(1 + exp(x)). */
  SOFTPLUS;

  /** Slope of {@link #LEAKY_RELU} below zero. */
  public static final float LEAKY_SLOPE = 0.01f;

  /** f(x) in float64, right for every finite x. */
  public double value(double x) {
    return switch (this) {
      case RELU -> Math.max(x, 0);
      case LEAKY_RELU -> x >= 0 ? x : LEAKY_SLOPE * x;
      case TANH -> Math.tanh(x);
      case GELU -> x * NormalCdf.phi(x);
      case ELU -> x >= 0 ? x : Math.expm1(x);
      case SILU -> x * sigmoid(x);
      case SIGMOID -> sigmoid(x);
      case SOFTPLUS -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    };
  }

  /** f'(x) in float64, right for every finite x; the kink at zero counts as the negative side. */
  public double derivative(double x) {
    return switch (this) {
      case RELU -> x > 0 ? 1 : 0;
      case LEAKY_RELU -> x > 0 ? 1 : LEAKY_SLOPE;
      case TANH -> 1 / (Math.cosh(x) * Math.cosh(x));
      case GELU -> NormalCdf.phi(x) + x * NormalCdf.density(x);
      case ELU -> x > 0 ? 1 : Math.exp(x);
      case SILU -> sigmoid(x) * (1 + x * sigmoid(-x));
      case SIGMOID -> sigmoid(x) * sigmoid(-x);
      case SOFTPLUS -> sigmoid(x);
    };
  }

  private static double sigmoid(double x) {
    return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
  }
}
