package dev.credence.calibration;

/** Natural logarithm of the predictive density at the target; larger is better. */
public final class LogDensity {
  private LogDensity() {}

  /** Of N(mean, sigma^2) at y. */
  public static double gaussian(double mean, double sigma, double y) {
    double z = (y - mean) / sigma;
    return -0.5 * z * z - Math.log(sigma) - StandardNormal.LOG_SQRT_TWO_PI;
  }

  /** Row by row, all of shape (n). */
  public static double[] gaussian(double[] mean, double[] sigma, double[] y) {
    Checks.sameLength("sigma", sigma, mean.length);
    Checks.sameLength("y", y, mean.length);
    Checks.finite("mean", mean);
    Checks.positive("sigma", sigma);
    Checks.finite("y", y);
    double[] values = new double[y.length];
    for (int j = 0; j < y.length; j++) {
      values[j] = gaussian(mean[j], sigma[j], y[j]);
    }
    return values;
  }

  /** Row by row for one mixture per row. */
  public static double[] mixture(GaussianMixture mixture, double[] y) {
    Checks.sameLength("y", y, mixture.rows());
    Checks.finite("y", y);
    double[] values = new double[y.length];
    for (int j = 0; j < y.length; j++) {
      values[j] = mixture.logDensity(j, y[j]);
    }
    Checks.finite("mixture log density", values);
    return values;
  }
}
