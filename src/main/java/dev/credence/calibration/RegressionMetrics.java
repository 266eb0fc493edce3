package dev.credence.calibration;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The figures of {@code credence evaluate} for regression.
 *
 * @param n rows
 * @param rmse root mean square of mean - y
 * @param meanLogLikelihood mean log predictive density
 * @param crps mean continuous ranked probability score
 * @param coverage68 share of targets inside central 68 % intervals
 * @param coverage95 share of targets inside central 95 % intervals
 * @param pullMean mean of the total pulls
 * @param pullWidth standard deviation of the total pulls
 */
public record RegressionMetrics(
    int n,
    Estimate rmse,
    Estimate meanLogLikelihood,
    Estimate crps,
    Estimate coverage68,
    Estimate coverage95,
    Estimate pullMean,
    Estimate pullWidth) {

  /** For the Gaussian predictive N(mean, sigmaTot^2), all of shape (n). */
  public static RegressionMetrics gaussian(double[] mean, double[] sigmaTot, double[] y) {
    return of(
        mean,
        sigmaTot,
        y,
        LogDensity.gaussian(mean, sigmaTot, y),
        Crps.gaussian(mean, sigmaTot, y),
        ProbabilityIntegral.gaussian(mean, sigmaTot, y));
  }

  /**
   * As {@link #gaussian(double[], double[], double[])} with example weights w (n): every mean is
   * sum w v / sum w, and n stays the number of rows.
   */
  public static RegressionMetrics gaussian(
      double[] mean, double[] sigmaTot, double[] y, double[] weights) {
    double[] residuals = new double[y.length];
    for (int j = 0; j < y.length; j++) {
      residuals[j] = mean[j] - y[j];
    }
    double[] integrals = ProbabilityIntegral.gaussian(mean, sigmaTot, y);
    double[] pulls = Pulls.total(mean, sigmaTot, y);
    Estimate pullMean = Estimate.mean(pulls, weights);
    double[] deviations = pulls.clone();
    for (int j = 0; j < deviations.length; j++) {
      deviations[j] -= pullMean.value();
    }
    return new RegressionMetrics(
        y.length,
        Estimate.rootMeanSquare(residuals, weights),
        Estimate.mean(LogDensity.gaussian(mean, sigmaTot, y), weights),
        Estimate.mean(Crps.gaussian(mean, sigmaTot, y), weights),
        inside(0.68, integrals, weights),
        inside(0.95, integrals, weights),
        pullMean,
        Estimate.rootMeanSquare(deviations, weights));
  }

  private static Estimate inside(double level, double[] integrals, double[] weights) {
    boolean[] inside = new boolean[integrals.length];
    for (int j = 0; j < inside.length; j++) {
      inside[j] = Math.abs(2 * integrals[j] - 1) <= level;
    }
    return Estimate.proportion(inside, weights);
  }

  /**
   * For a mixture per row: log density, CRPS and coverage of the mixture itself, pulls from its
   * mean and standard deviation.
   */
  public static RegressionMetrics mixture(GaussianMixture mixture, double[] y) {
    Checks.sameLength("y", y, mixture.rows());
    double[] mean = new double[y.length];
    double[] sigmaTot = new double[y.length];
    for (int j = 0; j < y.length; j++) {
      mean[j] = mixture.mean(j);
      sigmaTot[j] = Math.sqrt(mixture.variance(j));
    }
    return of(
        mean,
        sigmaTot,
        y,
        LogDensity.mixture(mixture, y),
        Crps.mixture(mixture, y),
        ProbabilityIntegral.mixture(mixture, y));
  }

  private static RegressionMetrics of(
      double[] mean,
      double[] sigmaTot,
      double[] y,
      double[] logDensity,
      double[] crps,
      double[] probabilityIntegrals) {
    double[] residuals = new double[y.length];
    for (int j = 0; j < y.length; j++) {
      residuals[j] = mean[j] - y[j];
    }
    PullSummary pulls = PullSummary.of(Pulls.total(mean, sigmaTot, y));
    return new RegressionMetrics(
        y.length,
        Estimate.rootMeanSquare(residuals),
        Estimate.mean(logDensity),
        Estimate.mean(crps),
        Coverage.at(0.68, probabilityIntegrals),
        Coverage.at(0.95, probabilityIntegrals),
        pulls.mean(),
        pulls.width());
  }

  /** The figures under their contract names, in their contract order. */
  public Map<String, Estimate> toMap() {
    Map<String, Estimate> map = new LinkedHashMap<>();
    map.put("n", Estimate.exact(n));
    map.put("rmse", rmse);
    map.put("mean_log_likelihood", meanLogLikelihood);
    map.put("crps", crps);
    map.put("coverage_68", coverage68);
    map.put("coverage_95", coverage95);
    map.put("pull_mean", pullMean);
    map.put("pull_width", pullWidth);
    return map;
  }
}
