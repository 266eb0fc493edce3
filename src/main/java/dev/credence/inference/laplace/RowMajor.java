package dev.credence.inference.laplace;

/** Products of row-major matrices in float64. */
final class RowMajor {
  private RowMajor() {}

  /** a b of a (m, k) and b (k, n). */
  static double[] product(double[] a, double[] b, int m, int k, int n) {
    double[] out = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int l = 0; l < k; l++) {
        double factor = a[i * k + l];
        for (int j = 0; j < n; j++) {
          out[i * n + j] += factor * b[l * n + j];
        }
      }
    }
    return out;
  }

  /** The transpose of a (m, n). */
  static double[] transpose(double[] a, int m, int n) {
    double[] out = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        out[j * m + i] = a[i * n + j];
      }
    }
    return out;
  }
}
