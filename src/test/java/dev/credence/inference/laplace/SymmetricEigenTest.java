package dev.credence.inference.laplace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricEigenTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 16, 61})
  void decomposesDenseMatrices(int n) {
    check(Matrices.gram(n, 2 * n, n), n);
    double[] indefinite = Matrices.gram(n, 2 * n, n + 100);
    for (int i = 0; i < n; i++) {
      indefinite[i * n + i] -= 1.5 * n;
    }
    check(indefinite, n);
  }

  @Test
  void decomposesDegenerateMatrices() {
    int n = 6;
    check(new double[n * n], n);
    check(Matrices.gram(n, 1, 3), n);
    double[] diagonal = new double[n * n];
    for (int i = 0; i < n; i++) {
      diagonal[i * n + i] = i / 2;
    }
    check(diagonal, n);
    double[] blocks = new double[n * n];
    for (int i = 0; i < n; i += 2) {
      blocks[i * n + i + 1] = 1;
      blocks[(i + 1) * n + i] = 1;
    }
    check(blocks, n);
  }

  @Test
  void findsTheEigenvaluesOfTheSecondDifference() {
    int n = 20;
    double[] matrix = new double[n * n];
    for (int i = 0; i < n; i++) {
      matrix[i * n + i] = 2;
      if (i > 0) {
        matrix[i * n + i - 1] = -1;
        matrix[(i - 1) * n + i] = -1;
      }
    }
    double[] values = new SymmetricEigen(matrix, n).values().clone();
    Arrays.sort(values);
    for (int i = 0; i < n; i++) {
      double sine = Math.sin((i + 1) * Math.PI / (2 * (n + 1)));
      assertThat(values[i]).isCloseTo(4 * sine * sine, within(1e-13));
    }
  }

  @Test
  void keepsSmallEigenvaluesOfAWideRange() {
    int n = 8;
    double[] basis = new SymmetricEigen(Matrices.gram(n, 2 * n, 9), n).vectors();
    double[] scaled = RowMajor.transpose(basis, n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        scaled[i * n + j] *= Math.pow(10, -i);
      }
    }
    double[] values =
        new SymmetricEigen(RowMajor.product(basis, scaled, n, n, n), n).values().clone();
    Arrays.sort(values);
    for (int i = 0; i < n; i++) {
      assertThat(values[n - 1 - i]).isCloseTo(Math.pow(10, -i), within(1e-14));
    }
  }

  /** V diag V^T is the matrix and V^T V the identity, to n roundings of the norm. */
  private static void check(double[] matrix, int n) {
    SymmetricEigen eigen = new SymmetricEigen(matrix, n);
    double[] v = eigen.vectors();
    double norm = 1e-300;
    for (double m : matrix) {
      norm = Math.max(norm, Math.abs(m));
    }
    double[] scaled = RowMajor.transpose(v, n, n);
    double[] unit = RowMajor.product(scaled, v, n, n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        assertThat(unit[i * n + j]).isCloseTo(i == j ? 1 : 0, within(1e-14 * (n + 4)));
        scaled[i * n + j] *= eigen.values()[i];
      }
    }
    double[] back = RowMajor.product(v, scaled, n, n, n);
    for (int i = 0; i < n * n; i++) {
      assertThat(back[i]).isCloseTo(matrix[i], within(1e-14 * (n + 4) * norm));
    }
  }
}
