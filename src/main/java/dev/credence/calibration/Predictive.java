package dev.credence.calibration;

/**
 * Regression predictions of n rows, each array of shape (n), in units of the target.
 *
 * @param mean predictive mean
 * @param sigmaStat statistical uncertainty: spread over weight samples
 * @param sigmaSyst systematic uncertainty: what the likelihood carries
 * @param sigmaTot their sum in quadrature
 */
public record Predictive(double[] mean, double[] sigmaStat, double[] sigmaSyst, double[] sigmaTot) {

  public Predictive {
    Checks.finite("mean", mean);
    Checks.sameLength("sigmaStat", sigmaStat, mean.length);
    Checks.sameLength("sigmaSyst", sigmaSyst, mean.length);
    Checks.sameLength("sigmaTot", sigmaTot, mean.length);
    Checks.notNegative("sigmaStat", sigmaStat);
    Checks.notNegative("sigmaSyst", sigmaSyst);
    Checks.notNegative("sigmaTot", sigmaTot);
  }

  /** With sigmaTot^2 = sigmaStat^2 + sigmaSyst^2. */
  public static Predictive of(double[] mean, double[] sigmaStat, double[] sigmaSyst) {
    Checks.sameLength("sigmaSyst", sigmaSyst, sigmaStat.length);
    double[] sigmaTot = new double[sigmaStat.length];
    for (int j = 0; j < sigmaTot.length; j++) {
      sigmaTot[j] = Math.sqrt(sigmaStat[j] * sigmaStat[j] + sigmaSyst[j] * sigmaSyst[j]);
    }
    return new Predictive(mean, sigmaStat, sigmaSyst, sigmaTot);
  }

  /**
   * Law of total variance over weight samples: means and sigmas (S, n) give mean = avg_s mean_s,
   * sigmaStat^2 = avg_s (mean_s - mean)^2, sigmaSyst^2 = avg_s sigma_s^2, in one stable pass
   * (Welford 1962).
   */
  public static Predictive combine(double[] means, double[] sigmas, int samples) {
    int rows = Checks.split("the array of sample means", means.length, samples);
    Checks.sameLength("sample sigma", sigmas, means.length);
    Checks.finite("sample mean", means);
    Checks.notNegative("sample sigma", sigmas);
    double[] mean = new double[rows];
    double[] squares = new double[rows];
    double[] variance = new double[rows];
    for (int s = 0; s < samples; s++) {
      for (int j = 0; j < rows; j++) {
        double value = means[s * rows + j];
        double sigma = sigmas[s * rows + j];
        double delta = value - mean[j];
        mean[j] += delta / (s + 1);
        squares[j] += delta * (value - mean[j]);
        variance[j] += (sigma * sigma - variance[j]) / (s + 1);
      }
    }
    for (int j = 0; j < rows; j++) {
      squares[j] = Math.sqrt(squares[j] / samples);
      variance[j] = Math.sqrt(variance[j]);
    }
    return of(mean, squares, variance);
  }

  /** As above, from the engine's float32 outputs. */
  public static Predictive combine(float[] means, float[] sigmas, int samples) {
    return combine(
        Strided.column(means, 0, 1, means.length),
        Strided.column(sigmas, 0, 1, sigmas.length),
        samples);
  }

  public int rows() {
    return mean.length;
  }
}
