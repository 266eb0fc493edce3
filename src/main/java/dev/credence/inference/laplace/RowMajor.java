package dev.credence.inference.laplace;

/** Products of row-major matrices in float64. */
final class RowMajor {
  private RowMajor() {}

  /** a b of a (m, k) and b (k, n). */
  static double[] product(double[] a, double[] b, int m, int k, int n) {
    double[] out = new double[m * n];
    for (int i = 0; i < m; i++) {
      int to = i * n;
      int l = 0;
      // Four rows of b at a time: a row of the result is loaded and stored a quarter as often.
      for (; l + 4 <= k; l += 4) {
        double a0 = a[i * k + l];
        double a1 = a[i * k + l + 1];
        double a2 = a[i * k + l + 2];
        double a3 = a[i * k + l + 3];
        int from = l * n;
        for (int j = 0; j < n; j++) {
          out[to + j] +=
              a0 * b[from + j]
                  + a1 * b[from + n + j]
                  + a2 * b[from + 2 * n + j]
                  + a3 * b[from + 3 * n + j];
        }
      }
      for (; l < k; l++) {
        double factor = a[i * k + l];
        for (int j = 0; j < n; j++) {
          out[to + j] += factor * b[l * n + j];
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
