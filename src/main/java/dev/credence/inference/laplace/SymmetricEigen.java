package dev.credence.inference.laplace;

import java.util.Arrays;

/**
 * M = V diag(values) V^T of a symmetric matrix in float64: Householder reduction to tridiagonal
 * form, then implicit QL steps (Golub and Van Loan 2013, sections 8.3 and 8.4).
 */
final class SymmetricEigen {
  private static final int MOST_STEPS = 60;
  private static final double ROUNDING = Math.ulp(1.0);

  private final int n;
  private final double[] values;

  /** The matrix, then the reflections, and from the QL steps on one eigenvector in each row. */
  private double[] vectors;

  /**
   * Decomposes.
   *
   * @param matrix (n, n) row-major, symmetric and finite
   */
  SymmetricEigen(double[] matrix, int n) {
    this.n = n;
    this.values = new double[n];
    this.vectors = matrix.clone();
    double[] offDiagonal = new double[n];
    tridiagonalise(offDiagonal);
    // Rotations mix two eigenvectors: as rows these are runs of memory.
    vectors = RowMajor.transpose(vectors, n, n);
    diagonalise(offDiagonal);
    vectors = RowMajor.transpose(vectors, n, n);
  }

  /** Eigenvalues (n), in no particular order. */
  double[] values() {
    return values;
  }

  /** Eigenvectors (n, n), row-major: column j belongs to value j. */
  double[] vectors() {
    return vectors;
  }

  /**
   * Reflects rows n-1 down to 1 onto the subdiagonal. Afterwards {@code vectors} holds the product
   * of the reflections, {@code values} the diagonal and {@code offDiagonal[i]} element (i, i - 1).
   */
  private void tridiagonalise(double[] offDiagonal) {
    double[] v = new double[n];
    double[] p = new double[n];
    double[][] reflections = new double[n][];
    double[] a = vectors;
    for (int i = n - 1; i > 1; i--) {
      double scale = 0;
      for (int k = 0; k < i; k++) {
        scale = Math.max(scale, Math.abs(a[i * n + k]));
      }
      if (scale == 0) {
        continue;
      }
      // v = x -+ |x| e for the last coordinate, so that I - 2 v v^T / v^T v leaves only that one.
      double square = 0;
      for (int k = 0; k < i; k++) {
        v[k] = a[i * n + k] / scale;
        square += v[k] * v[k];
      }
      double length = v[i - 1] > 0 ? -Math.sqrt(square) : Math.sqrt(square);
      offDiagonal[i] = scale * length;
      double half = square - v[i - 1] * length;
      v[i - 1] -= length;
      reflect(v, p, i, half);
      double[] kept = new double[i];
      double norm = 1 / Math.sqrt(half);
      for (int k = 0; k < i; k++) {
        kept[k] = v[k] * norm;
      }
      reflections[i] = kept;
    }
    if (n > 1) {
      offDiagonal[1] = a[n];
    }
    for (int i = 0; i < n; i++) {
      values[i] = a[i * n + i];
    }
    accumulate(reflections);
  }

  /** A <- (I - v v^T / half) A (I - v v^T / half) for the leading block of m rows. */
  private void reflect(double[] v, double[] p, int m, double half) {
    double[] a = vectors;
    double along = 0;
    for (int j = 0; j < m; j++) {
      double sum = 0;
      for (int k = 0; k < m; k++) {
        sum += a[j * n + k] * v[k];
      }
      p[j] = sum / half;
      along += p[j] * v[j];
    }
    for (int j = 0; j < m; j++) {
      p[j] -= along / (2 * half) * v[j];
    }
    for (int j = 0; j < m; j++) {
      for (int k = 0; k < m; k++) {
        a[j * n + k] -= v[j] * p[k] + p[j] * v[k];
      }
    }
  }

  /** Sets {@code vectors} to the product of the reflections I - v v^T, last one first. */
  private void accumulate(double[][] reflections) {
    double[] q = vectors;
    Arrays.fill(q, 0);
    for (int i = 0; i < n; i++) {
      q[i * n + i] = 1;
    }
    for (int i = 2; i < n; i++) {
      double[] v = reflections[i];
      if (v == null) {
        continue;
      }
      double[] projected = new double[i];
      for (int j = 0; j < i; j++) {
        for (int k = 0; k < i; k++) {
          projected[k] += v[j] * q[j * n + k];
        }
      }
      for (int j = 0; j < i; j++) {
        for (int k = 0; k < i; k++) {
          q[j * n + k] -= v[j] * projected[k];
        }
      }
    }
  }

  private void diagonalise(double[] e) {
    double[] d = values;
    System.arraycopy(e, 1, e, 0, n - 1);
    e[n - 1] = 0;
    for (int first = 0; first < n; first++) {
      int steps = 0;
      for (int last = block(d, e, first); last > first; last = block(d, e, first)) {
        if (++steps > MOST_STEPS) {
          throw new ArithmeticException(
              "eigenvalue %d of %d was not found in %d steps".formatted(first, n, MOST_STEPS));
        }
        step(d, e, first, last);
      }
    }
  }

  /** Last row of the unreduced block that begins at {@code first}. */
  private int block(double[] d, double[] e, int first) {
    int last = first;
    while (last < n - 1
        && Math.abs(e[last]) > ROUNDING * (Math.abs(d[last]) + Math.abs(d[last + 1]))) {
      last++;
    }
    return last;
  }

  /** One implicit QL step with Wilkinson's shift; rotates the eigenvectors along. */
  private void step(double[] d, double[] e, int first, int last) {
    double g = (d[first + 1] - d[first]) / (2 * e[first]);
    double r = Math.hypot(g, 1);
    g = d[last] - d[first] + e[first] / (g + Math.copySign(r, g));
    double sine = 1;
    double cosine = 1;
    double p = 0;
    for (int i = last - 1; i >= first; i--) {
      double f = sine * e[i];
      double b = cosine * e[i];
      r = Math.hypot(f, g);
      e[i + 1] = r;
      if (r == 0) {
        // The block splits: leave the rest to the next step.
        d[i + 1] -= p;
        e[last] = 0;
        return;
      }
      sine = f / r;
      cosine = g / r;
      g = d[i + 1] - p;
      r = (d[i] - g) * sine + 2 * cosine * b;
      p = sine * r;
      d[i + 1] = g + p;
      g = cosine * r - b;
      rotate(i, sine, cosine);
    }
    d[first] -= p;
    e[first] = g;
    e[last] = 0;
  }

  private void rotate(int i, double sine, double cosine) {
    for (int k = 0; k < n; k++) {
      double right = vectors[(i + 1) * n + k];
      double left = vectors[i * n + k];
      vectors[(i + 1) * n + k] = sine * left + cosine * right;
      vectors[i * n + k] = cosine * left - sine * right;
    }
  }
}
