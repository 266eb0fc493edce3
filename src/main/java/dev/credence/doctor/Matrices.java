package dev.credence.doctor;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Row-major float64 matrices, for magnitudes only. */
final class Matrices {
  private Matrices() {}

  static double[] map(double[] a, DoubleUnaryOperator f) {
    return Arrays.stream(a).map(f).toArray();
  }

  static double[] abs(double[] a) {
    return map(a, Math::abs);
  }

  static double[] map(double[] a, double[] b, DoubleBinaryOperator f) {
    double[] c = new double[a.length];
    for (int i = 0; i < c.length; i++) {
      c[i] = f.applyAsDouble(a[i], b[i]);
    }
    return c;
  }

  static double[] plus(double[] a, double[] b) {
    return map(a, b, Double::sum);
  }

  static double[] times(double[] a, double[] b) {
    return map(a, b, (x, y) -> x * y);
  }

  /** (rows, inner) times (inner, columns). */
  static double[] product(double[] a, double[] b, int rows, int inner, int columns) {
    double[] c = new double[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < inner; k++) {
        for (int j = 0; j < columns; j++) {
          c[i * columns + j] += a[i * inner + k] * b[k * columns + j];
        }
      }
    }
    return c;
  }

  static double[] transposed(double[] a, int rows, int columns) {
    double[] t = new double[a.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        t[j * rows + i] = a[i * columns + j];
      }
    }
    return t;
  }

  /** Sum of each column. */
  static double[] columnSums(double[] a, int rows, int columns) {
    double[] ones = new double[rows];
    Arrays.fill(ones, 1);
    return product(ones, a, 1, rows, columns);
  }

  /** One row under another, again and again. */
  static double[] repeatedRow(double[] row, int rows) {
    double[] a = new double[rows * row.length];
    for (int i = 0; i < a.length; i++) {
      a[i] = row[i % row.length];
    }
    return a;
  }

  static double[] constant(int n, double value) {
    double[] a = new double[n];
    Arrays.fill(a, value);
    return a;
  }

  static double sum(double[] a) {
    return Arrays.stream(a).sum();
  }
}
