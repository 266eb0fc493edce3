package dev.credence.calibration;

/**
 * Standard errors from influence values: a figure whose estimate moves by psi_i / n when row i
 * moves has variance sum psi_i^2 / n^2 (Hampel 1974). Every error bar of this package that is not a
 * plain mean's is made this way.
 */
final class StandardErrors {
  private StandardErrors() {}

  /** Of the mean of independent values; NaN for one value. */
  static double ofMean(double[] influence) {
    int n = influence.length;
    double mean = Moments.mean(influence);
    return n < 2
        ? Double.NaN
        : Math.sqrt(Moments.sumOfSquares(influence, mean) / ((double) n * (n - 1)));
  }

  /**
   * For values (samples, rows) that share a target along a row and a weight sample along a sample:
   * two-way clustered variance V_row + V_sample - V_cell (Cameron, Gelbach, Miller 2011), never
   * below either one-way variance.
   */
  static double ofMean(double[] influence, int samples) {
    int rows = influence.length / samples;
    double mean = Moments.mean(influence);
    if (samples == 1 || rows == 1) {
      return rows == 1 ? Double.NaN : ofMean(influence);
    }
    double[] rowSums = new double[rows];
    double bySample = 0;
    double byCell = 0;
    for (int s = 0; s < samples; s++) {
      double sampleSum = 0;
      for (int j = 0; j < rows; j++) {
        double psi = influence[s * rows + j] - mean;
        sampleSum += psi;
        rowSums[j] += psi;
        byCell += psi * psi;
      }
      bySample += sampleSum * sampleSum;
    }
    double byRow = 0;
    for (double sum : rowSums) {
      byRow += sum * sum;
    }
    byRow *= rows / (rows - 1.0);
    bySample *= samples / (samples - 1.0);
    double variance = Math.max(byRow + bySample - byCell, Math.max(byRow, bySample));
    return Math.sqrt(variance) / influence.length;
  }
}
