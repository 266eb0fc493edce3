package dev.credence.inference.laplace;

/** M = L L^T of a symmetric positive definite matrix, row-major, in float64. */
final class Cholesky {
  private final int n;
  private final double[] l;

  /**
   * Factorises.
   *
   * @param matrix (n, n); only the lower triangle is read
   * @throws ArithmeticException where the matrix is not positive definite
   */
  Cholesky(double[] matrix, int n) {
    this.n = n;
    this.l = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double rest = matrix[i * n + j] - dot(i, j, j);
        if (i > j) {
          l[i * n + j] = rest / l[j * n + j];
        } else if (rest > 0 && rest < Double.POSITIVE_INFINITY) {
          l[i * n + i] = Math.sqrt(rest);
        } else {
          throw new ArithmeticException(
              "pivot %d of %d is %s: the matrix is not positive definite".formatted(i, n, rest));
        }
      }
    }
  }

  /** log det M. */
  double logDeterminant() {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += 2 * Math.log(l[i * n + i]);
    }
    return sum;
  }

  /** Replaces b by L^-1 b. */
  void solveLower(double[] b) {
    for (int i = 0; i < n; i++) {
      double rest = b[i];
      for (int k = 0; k < i; k++) {
        rest -= l[i * n + k] * b[k];
      }
      b[i] = rest / l[i * n + i];
    }
  }

  /** Replaces b by L^-T b; for standard normal b the result has the covariance M^-1. */
  void solveUpper(double[] b) {
    for (int i = n - 1; i >= 0; i--) {
      b[i] /= l[i * n + i];
      for (int k = 0; k < i; k++) {
        b[k] -= l[i * n + k] * b[i];
      }
    }
  }

  /** Diagonal of M^-1: squared lengths of the columns of L^-1. */
  double[] inverseDiagonal() {
    double[] diagonal = new double[n];
    double[] column = new double[n];
    for (int j = 0; j < n; j++) {
      for (int i = j; i < n; i++) {
        double rest = i == j ? 1 : 0;
        for (int k = j; k < i; k++) {
          rest -= l[i * n + k] * column[k];
        }
        column[i] = rest / l[i * n + i];
        diagonal[j] += column[i] * column[i];
      }
    }
    return diagonal;
  }

  private double dot(int i, int j, int count) {
    double sum = 0;
    for (int k = 0; k < count; k++) {
      sum += l[i * n + k] * l[j * n + k];
    }
    return sum;
  }
}
