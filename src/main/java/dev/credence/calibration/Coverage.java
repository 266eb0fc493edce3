package dev.credence.calibration;

import java.util.Arrays;

/**
 * Empirical against nominal coverage of central credible intervals.
 *
 * @param levels nominal probabilities
 * @param observed share of targets inside the central interval of each level, with binomial error;
 *     exact at levels 0 and 1, where it cannot vary
 * @param miscalibrationArea integral over all levels of |observed - nominal|, taken exactly between
 *     the jumps of the observed curve. The error is analytic (influence values at the observed
 *     sign) and holds for a miscalibrated predictor; a calibrated one still shows {@link
 *     #areaIfCalibrated}
 * @param signedArea integral of observed - nominal: positive where the error bars are too large
 */
public record Coverage(
    double[] levels, Estimate[] observed, Estimate miscalibrationArea, Estimate signedArea) {

  /** Levels 0, 1/(count-1), .., 1. */
  public static double[] equallySpaced(int count) {
    if (count < 2) {
      throw new IllegalArgumentException("a coverage curve needs two levels or more.");
    }
    double[] levels = new double[count];
    for (int i = 0; i < count; i++) {
      levels[i] = i / (count - 1.0);
    }
    return levels;
  }

  /** At 100 equally spaced levels, for N(mean, sigmaTot^2). */
  public static Coverage gaussian(double[] mean, double[] sigmaTot, double[] y) {
    return of(ProbabilityIntegral.gaussian(mean, sigmaTot, y), equallySpaced(100));
  }

  /** At 100 equally spaced levels, for one mixture per row. */
  public static Coverage mixture(GaussianMixture mixture, double[] y) {
    return of(ProbabilityIntegral.mixture(mixture, y), equallySpaced(100));
  }

  /** From predictive distribution functions at the targets, see {@link ProbabilityIntegral}. */
  public static Coverage of(double[] probabilityIntegrals, double[] levels) {
    Checks.unitInterval("level", levels);
    double[] central = centralProbabilities(probabilityIntegrals);
    Arrays.sort(central);
    Estimate[] observed = new Estimate[levels.length];
    for (int i = 0; i < levels.length; i++) {
      Estimate inside = Estimate.proportion(countUpTo(central, levels[i]), central.length);
      boolean certain = levels[i] == 0 || levels[i] == 1;
      observed[i] = certain ? Estimate.exact(inside.value()) : inside;
    }
    Estimate meanCentral = Estimate.mean(central);
    Estimate signed = new Estimate(0.5 - meanCentral.value(), meanCentral.standardError());
    return new Coverage(levels.clone(), observed, area(central), signed);
  }

  /** Share of targets inside the central interval of one level. */
  public static Estimate at(double level, double[] probabilityIntegrals) {
    return of(probabilityIntegrals, new double[] {level}).observed[0];
  }

  /**
   * Expected miscalibration area of a calibrated predictor on n rows: sqrt(2/pi) (pi/8) / sqrt(n).
   */
  public static double areaIfCalibrated(int n) {
    return Math.sqrt(2 / Math.PI) * Math.PI / 8 / Math.sqrt(n);
  }

  /** Nominal level of the smallest central interval that holds the target. */
  private static double[] centralProbabilities(double[] probabilityIntegrals) {
    Checks.unitInterval("predictive distribution function", probabilityIntegrals);
    double[] central = new double[probabilityIntegrals.length];
    for (int j = 0; j < central.length; j++) {
      central[j] = Math.abs(2 * probabilityIntegrals[j] - 1);
    }
    return central;
  }

  private static int countUpTo(double[] sorted, double level) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] <= level) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static Estimate area(double[] sorted) {
    int n = sorted.length;
    double area = 0;
    double signs = 0; // integral of sign(observed - nominal) from here to 1
    double[] influence = new double[n];
    for (int k = n; k >= 0; k--) {
      double from = k == 0 ? 0 : sorted[k - 1];
      double to = k == n ? 1 : sorted[k];
      double observed = (double) k / n;
      double crossing = Math.min(to, Math.max(from, observed));
      area += segment(observed, from, crossing) + segment(observed, crossing, to);
      signs += (crossing - from) - (to - crossing);
      if (k > 0) {
        influence[k - 1] = signs;
      }
    }
    return new Estimate(area, StandardErrors.ofMean(influence));
  }

  /** Integral of |observed - t| over an interval in which the sign does not change. */
  private static double segment(double observed, double from, double to) {
    return Math.abs(observed - 0.5 * (from + to)) * (to - from);
  }
}
