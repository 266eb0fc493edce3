package dev.credence.op;

/** How the standard deviation sigma of a weight follows from its free parameter rho. */
public enum ScaleParameterization {
  /** sigma = softplus(rho) = log(1 + exp(rho)). */
  SOFTPLUS,
  /**
   * sigma = exp(rho / 2), rho clamped to [{@value #LOG_VARIANCE_MIN}, {@value #LOG_VARIANCE_MAX}].
   */
  LOG_VARIANCE;

  /** Smallest rho of {@link #LOG_VARIANCE}; the gradient is zero below. */
  public static final float LOG_VARIANCE_MIN = -20f;

  /** Largest rho of {@link #LOG_VARIANCE}; the gradient is zero above. */
  public static final float LOG_VARIANCE_MAX = 11f;

  /** Below this, softplus(rho) is exp(rho) to float64 accuracy. */
  private static final double UNDERFLOW = -40;

  /** sigma(rho) in float64, right for every finite rho. */
  public double sigma(double rho) {
    return switch (this) {
      case SOFTPLUS -> Math.max(rho, 0) + Math.log1p(Math.exp(-Math.abs(rho)));
      case LOG_VARIANCE ->
          Math.exp(0.5 * Math.min(Math.max(rho, LOG_VARIANCE_MIN), LOG_VARIANCE_MAX));
    };
  }

  /** d sigma / d rho in float64. */
  public double derivative(double rho) {
    return switch (this) {
      case SOFTPLUS -> rho >= 0 ? 1 / (1 + Math.exp(-rho)) : Math.exp(rho) / (1 + Math.exp(rho));
      case LOG_VARIANCE -> rho < LOG_VARIANCE_MIN || rho > LOG_VARIANCE_MAX ? 0 : 0.5 * sigma(rho);
    };
  }

  /** log sigma(rho) in float64, also where sigma itself underflows. */
  public double logSigma(double rho) {
    return switch (this) {
      case SOFTPLUS -> rho < UNDERFLOW ? rho : Math.log(sigma(rho));
      case LOG_VARIANCE -> 0.5 * Math.min(Math.max(rho, LOG_VARIANCE_MIN), LOG_VARIANCE_MAX);
    };
  }

  /** d log sigma / d rho in float64, also where sigma itself underflows. */
  public double logDerivative(double rho) {
    return switch (this) {
      case SOFTPLUS -> rho < UNDERFLOW ? 1 : derivative(rho) / sigma(rho);
      case LOG_VARIANCE -> rho < LOG_VARIANCE_MIN || rho > LOG_VARIANCE_MAX ? 0 : 0.5;
    };
  }

  /** The rho whose sigma is the given standard deviation. */
  public double rho(double sigma) {
    return switch (this) {
      case SOFTPLUS -> sigma > 30 ? sigma : Math.log(Math.expm1(sigma));
      case LOG_VARIANCE -> 2 * Math.log(sigma);
    };
  }
}
