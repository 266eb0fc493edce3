package dev.credence.calibration;

/** Mean and variance in two stable passes. */
final class Moments {
  private Moments() {}

  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double rough = sum / values.length;
    double correction = 0; // takes out the rounding error of the first pass
    for (double value : values) {
      correction += value - rough;
    }
    return rough + correction / values.length;
  }

  /** Sum of squared deviations from {@code mean}. */
  static double sumOfSquares(double[] values, double mean) {
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return sum;
  }
}
