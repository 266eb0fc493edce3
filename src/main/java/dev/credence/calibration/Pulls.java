package dev.credence.calibration;

/**
 * The four pulls: deviations in units of the error bar that should explain them. Honest error bars
 * give mean 0 and width 1.
 */
public final class Pulls {
  private Pulls() {}

  /** (mean - y) / sigmaTot, all of shape (n). */
  public static double[] total(double[] mean, double[] sigmaTot, double[] y) {
    return standardise("sigmaTot", mean, sigmaTot, y);
  }

  /** (mean - y) / sigmaSyst, all of shape (n). */
  public static double[] systematic(double[] mean, double[] sigmaSyst, double[] y) {
    return standardise("sigmaSyst", mean, sigmaSyst, y);
  }

  /**
   * (mean_s - mean) / sigmaStat: means (S, n), the others (n), result (S, n). Over the samples of a
   * row it has mean 0 and population width 1 by construction; only its shape carries information.
   */
  public static double[] statistical(double[] means, double[] mean, double[] sigmaStat) {
    int rows = mean.length;
    int samples = Checks.split("the array of sample means", means.length, Math.max(rows, 1));
    Checks.sameLength("sigmaStat", sigmaStat, rows);
    Checks.finite("sample mean", means);
    Checks.finite("mean", mean);
    Checks.positive("sigmaStat", sigmaStat);
    double[] pulls = new double[means.length];
    for (int s = 0; s < samples; s++) {
      for (int j = 0; j < rows; j++) {
        pulls[s * rows + j] = (means[s * rows + j] - mean[j]) / sigmaStat[j];
      }
    }
    return pulls;
  }

  /** (mean_s - y) / sigma_s: means and sigmas (S, n), y (n), result (S, n). */
  public static double[] weightDependent(double[] means, double[] sigmas, double[] y) {
    int rows = y.length;
    int samples = Checks.split("the array of sample means", means.length, Math.max(rows, 1));
    Checks.sameLength("sample sigma", sigmas, means.length);
    Checks.finite("sample mean", means);
    Checks.positive("sample sigma", sigmas);
    Checks.finite("y", y);
    double[] pulls = new double[means.length];
    for (int s = 0; s < samples; s++) {
      for (int j = 0; j < rows; j++) {
        pulls[s * rows + j] = (means[s * rows + j] - y[j]) / sigmas[s * rows + j];
      }
    }
    return pulls;
  }

  private static double[] standardise(String name, double[] mean, double[] sigma, double[] y) {
    Checks.sameLength(name, sigma, mean.length);
    Checks.sameLength("y", y, mean.length);
    Checks.finite("mean", mean);
    Checks.positive(name, sigma);
    Checks.finite("y", y);
    double[] pulls = new double[y.length];
    for (int j = 0; j < y.length; j++) {
      pulls[j] = (mean[j] - y[j]) / sigma[j];
    }
    return pulls;
  }
}
