package dev.credence.op;

/** Elementwise activation functions, with float64 definitions that every backend is tested by. */
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
}
