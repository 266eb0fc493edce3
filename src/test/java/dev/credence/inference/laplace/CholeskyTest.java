package dev.credence.inference.laplace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CholeskyTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 33})
  void solvesInvertsAndTakesTheDeterminant(int n) {
    double[] matrix = Matrices.gram(n, 3 * n, n);
    double[] inverse = Matrices.inverse(matrix, n);
    Cholesky cholesky = new Cholesky(matrix, n);
    assertThat(cholesky.logDeterminant())
        .isCloseTo(Matrices.logDeterminant(matrix, n), within(1e-11 * n));
    double[] diagonal = cholesky.inverseDiagonal();
    for (int j = 0; j < n; j++) {
      assertThat(diagonal[j]).isCloseTo(inverse[j * n + j], within(1e-11));
      double[] unit = new double[n];
      unit[j] = 1;
      cholesky.solveLower(unit);
      cholesky.solveUpper(unit);
      for (int i = 0; i < n; i++) {
        assertThat(unit[i]).isCloseTo(inverse[i * n + j], within(1e-11));
      }
    }
  }

  @Test
  void refusesWhatIsNotPositiveDefinite() {
    assertThatThrownBy(() -> new Cholesky(new double[] {1, 2, 2, 1}, 2))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("pivot 1 of 2 is -3.0: the matrix is not positive definite");
    assertThatThrownBy(() -> new Cholesky(new double[] {Double.NaN}, 1))
        .hasMessageContaining("is NaN");
  }
}
