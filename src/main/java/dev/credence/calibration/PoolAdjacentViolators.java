package dev.credence.calibration;

/** Weighted least-squares fit of a non-decreasing sequence (Ayer et al. 1955). */
final class PoolAdjacentViolators {
  private PoolAdjacentViolators() {}

  /** The fitted values, in the order of {@code y}; weights are positive. */
  static double[] fit(double[] y, double[] weights) {
    int n = y.length;
    double[] mean = new double[n]; // of each block, the block holding the latest value last
    double[] weight = new double[n];
    int[] end = new int[n];
    int blocks = 0;
    for (int i = 0; i < n; i++) {
      mean[blocks] = y[i];
      weight[blocks] = weights[i];
      end[blocks] = i + 1;
      blocks++;
      while (blocks > 1 && mean[blocks - 2] >= mean[blocks - 1]) {
        double total = weight[blocks - 2] + weight[blocks - 1];
        mean[blocks - 2] += (mean[blocks - 1] - mean[blocks - 2]) * weight[blocks - 1] / total;
        weight[blocks - 2] = total;
        end[blocks - 2] = end[blocks - 1];
        blocks--;
      }
    }
    double[] fitted = new double[n];
    int from = 0;
    for (int b = 0; b < blocks; b++) {
      for (int i = from; i < end[b]; i++) {
        fitted[i] = mean[b];
      }
      from = end[b];
    }
    return fitted;
  }
}
