package dev.credence.inference.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The density of AdamMCMC's proposals is that of the dense covariance matrix. */
class ProposalDensityTest {
  private static final double SIGMA = 0.3;
  private static final double SIGMA_D = 1.7;

  @Test
  void agreesWithTheDenseMatrix() {
    Random random = new Random(2);
    for (int n = 1; n <= 4; n++) {
      double[] u = random.doubles(n, -2, 2).toArray();
      double[] d = random.doubles(n, -1, 1).toArray();
      double[][] covariance = new double[n][n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          covariance[i][j] = SIGMA_D * SIGMA_D * u[i] * u[j] + (i == j ? SIGMA * SIGMA : 0);
        }
      }
      double squares = dot(d, Matrix.times(Matrix.inverse(covariance), d));
      double logDeterminant = logDeterminant(covariance) - 2 * n * Math.log(SIGMA);
      double expected = -0.5 * squares - 0.5 * logDeterminant;
      assertThat(AdamMcmc.logDensity(dot(u, u), dot(d, d), dot(d, u), SIGMA, SIGMA_D))
          .isCloseTo(expected, within(1e-10));
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** By elimination; the matrix is positive definite. */
  private static double logDeterminant(double[][] matrix) {
    int n = matrix.length;
    double log = 0;
    for (int p = 0; p < n; p++) {
      log += Math.log(matrix[p][p]);
      for (int i = p + 1; i < n; i++) {
        double factor = matrix[i][p] / matrix[p][p];
        for (int j = p; j < n; j++) {
          matrix[i][j] -= factor * matrix[p][j];
        }
      }
    }
    return log;
  }
}
