package dev.credence.study;

import dev.credence.calibration.RegressionMetrics;
import java.util.List;

/**
 * What one method says about the test rows of one split.
 *
 * @param rmse root mean squared error, in the target's units
 * @param meanLogLikelihood mean log predictive density of a test row
 * @param crps mean continuous ranked probability score, in the target's units
 * @param coverage68 share of test rows in central 68 % intervals
 * @param coverage95 share of test rows in central 95 % intervals
 * @param coverage share in central intervals of the levels {@link #LEVELS}
 * @param seconds processor time of training and scoring
 * @param warnings what the method says against its own result
 */
record SplitResult(
    double rmse,
    double meanLogLikelihood,
    double crps,
    double coverage68,
    double coverage95,
    List<Double> coverage,
    double seconds,
    List<String> warnings) {
  /** Nominal levels of the calibration curve. */
  static final double[] LEVELS = levels();

  private static double[] levels() {
    double[] levels = new double[19];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = 0.05 * (i + 1);
    }
    return levels;
  }

  static SplitResult of(
      RegressionMetrics metrics, List<Double> coverage, double seconds, List<String> warnings) {
    return new SplitResult(
        metrics.rmse().value(),
        metrics.meanLogLikelihood().value(),
        metrics.crps().value(),
        metrics.coverage68().value(),
        metrics.coverage95().value(),
        coverage,
        seconds,
        warnings);
  }
}
