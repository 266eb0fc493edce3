package dev.credence.calibration;

/**
 * Predictive distribution function at the observed value, uniform on [0, 1] for a calibrated
 * prediction (Dawid 1984).
 */
public final class ProbabilityIntegral {
  private ProbabilityIntegral() {}

  /** Of N(mean, sigmaTot^2), all of shape (n). */
  public static double[] gaussian(double[] mean, double[] sigmaTot, double[] y) {
    double[] values = Pulls.total(mean, sigmaTot, y);
    for (int j = 0; j < values.length; j++) {
      values[j] = StandardNormal.cdf(-values[j]);
    }
    return values;
  }

  /** Of one mixture per row. */
  public static double[] mixture(GaussianMixture mixture, double[] y) {
    Checks.sameLength("y", y, mixture.rows());
    Checks.finite("y", y);
    double[] values = new double[y.length];
    for (int j = 0; j < y.length; j++) {
      // the rounding of a sum of S weights may step over 1
      values[j] = Math.min(1, mixture.cdf(j, y[j]));
    }
    Checks.finite("predictive distribution function", values);
    return values;
  }
}
