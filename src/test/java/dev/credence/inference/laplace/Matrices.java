package dev.credence.inference.laplace;

import java.util.Random;

/** Matrices for tests, and an elimination that shares nothing with the code under test. */
final class Matrices {
  private Matrices() {}

  /** X^T X of a standard normal X (rows, n): positive definite where rows >= n. */
  static double[] gram(int n, int rows, long seed) {
    Random random = new Random(seed);
    double[] out = new double[n * n];
    double[] x = new double[n];
    for (int b = 0; b < rows; b++) {
      for (int i = 0; i < n; i++) {
        x[i] = random.nextGaussian();
      }
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          out[i * n + j] += x[i] * x[j];
        }
      }
    }
    return out;
  }

  /** Inverse by Gauss-Jordan elimination without pivoting: for positive definite matrices. */
  static double[] inverse(double[] matrix, int n) {
    double[] a = matrix.clone();
    double[] inverse = new double[n * n];
    for (int i = 0; i < n; i++) {
      inverse[i * n + i] = 1;
    }
    for (int p = 0; p < n; p++) {
      double pivot = a[p * n + p];
      for (int j = 0; j < n; j++) {
        a[p * n + j] /= pivot;
        inverse[p * n + j] /= pivot;
      }
      for (int i = 0; i < n; i++) {
        double factor = a[i * n + p];
        for (int j = 0; i != p && j < n; j++) {
          a[i * n + j] -= factor * a[p * n + j];
          inverse[i * n + j] -= factor * inverse[p * n + j];
        }
      }
    }
    return inverse;
  }

  /** log det by elimination. */
  static double logDeterminant(double[] matrix, int n) {
    double[] a = matrix.clone();
    double sum = 0;
    for (int p = 0; p < n; p++) {
      sum += Math.log(a[p * n + p]);
      for (int i = p + 1; i < n; i++) {
        double factor = a[i * n + p] / a[p * n + p];
        for (int j = p; j < n; j++) {
          a[i * n + j] -= factor * a[p * n + j];
        }
      }
    }
    return sum;
  }
}
