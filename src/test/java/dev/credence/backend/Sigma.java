package dev.credence.backend;

import dev.credence.op.ScaleParameterization;

/** The standard deviation of a weight, its logarithm and its slope, from methods.md section 1. */
record Sigma(Num value, Num slope, Num log, Num logSlope) {
  static Sigma of(ScaleParameterization scale, double rho) {
    if (scale == ScaleParameterization.LOG_VARIANCE) {
      double clamped = rho < -20 ? -20 : rho > 11 ? 11 : rho;
      boolean outside = clamped != rho;
      Num value = elementary(Math.exp(clamped / 2));
      return new Sigma(
          value,
          outside ? Num.ZERO : value.times(0.5),
          Num.of(clamped / 2),
          outside ? Num.ZERO : Num.of(0.5));
    }
    double sigma = rho > 20 ? rho + Math.exp(-rho) : Math.log1p(Math.exp(rho));
    double slope = rho < -20 ? Math.exp(rho) - Math.exp(2 * rho) : 1 / (1 + Math.exp(-rho));
    double log = rho < -20 ? rho - Math.exp(rho) / 2 : Math.log(sigma);
    double logSlope = rho < -20 ? 1 - Math.exp(rho) / 2 : slope / sigma;
    // A float32 backend takes the logarithm of a sigma that is already rounded.
    return new Sigma(
        elementary(sigma),
        elementary(slope),
        elementary(log).blurred(Num.ELEMENTARY),
        elementary(logSlope).blurred(2 * Num.ELEMENTARY * logSlope));
  }

  private static Num elementary(double f) {
    return new Num(f, Num.ELEMENTARY * Math.abs(f));
  }
}
