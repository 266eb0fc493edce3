package dev.credence.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.backend.Backend;
import dev.credence.backend.scalar.ScalarBackend;
import dev.credence.layer.Bias;
import dev.credence.layer.Estimator;
import dev.credence.layer.Network;
import dev.credence.loss.HomoscedasticLikelihood;
import dev.credence.op.ScaleParameterization;
import dev.credence.posterior.Prior;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A linear model with known noise has the posterior N(Lambda^-1 X^T y / sigma^2, Lambda^-1), Lambda
 * = X^T X / sigma^2 + 1 / s^2; the mean-field optimum has its mean and the variances 1 / Lambda_ii
 * (Bishop 2006, section 10.1.2), not the marginal ones.
 */
class BayesianLinearRegressionTest {
  private static final int ROWS = 24;
  private static final double SIGMA = 0.5;
  private static final double PRIOR = 0.8;

  @ParameterizedTest
  @CsvSource({
    "REPARAMETERIZED, SOFTPLUS",
    "LOCAL_REPARAMETERIZED, SOFTPLUS",
    "LOCAL_REPARAMETERIZED, LOG_VARIANCE",
    "FLIPOUT, SOFTPLUS"
  })
  void findsTheMeanFieldOptimum(Estimator estimator, ScaleParameterization scale) {
    TrainingData data = correlated();
    double[][] precision = precision(data);
    double[] mean = solve(precision, projection(data));

    Network network =
        Network.builder(3)
            .estimator(estimator)
            .scale(scale)
            .bias(Bias.NONE)
            .prior(Prior.gaussian(PRIOR))
            .output(new HomoscedasticLikelihood(SIGMA, false), 1);
    TrainingOptions options =
        TrainingOptions.builder()
            .epochs(5000)
            .batchSize(ROWS)
            .samples(32)
            .learningRate(new LearningRate.Cosine(0.01, 0, 1e-4))
            .seed(2)
            .build();
    try (Backend backend = new ScalarBackend();
        VariationalInference run =
            new VariationalInference(network, data, null, options, backend)) {
      run.run(TrainingListener.NONE);
      FittedNetwork fitted = run.fitted();
      float[] mu = Runs.slot(fitted, 0, "0.mu");
      float[] rho = Runs.slot(fitted, 0, "0.rho");
      for (int k = 0; k < 3; k++) {
        double variance = 1 / precision[k][k];
        // Noise of the last, ever smaller steps: a twentieth of the width of the posterior.
        assertThat((double) mu[k]).isCloseTo(mean[k], within(0.05 * Math.sqrt(variance)));
        double sigma = scale.sigma(rho[k]);
        assertThat(sigma * sigma).isCloseTo(variance, within(0.03 * variance));
      }
      // The marginal variance is what a wrong objective would find: it is far away.
      double marginal = solve(precision, new double[] {1, 0, 0})[0];
      assertThat(marginal).isGreaterThan(1.3 / precision[0][0]);
    }
  }

  private static TrainingData correlated() {
    Random random = new Random(1);
    float[] x = new float[3 * ROWS];
    float[] y = new float[ROWS];
    for (int i = 0; i < ROWS; i++) {
      double common = random.nextGaussian();
      for (int k = 0; k < 3; k++) {
        x[3 * i + k] = (float) (0.8 * common + 0.6 * random.nextGaussian());
      }
      y[i] = (float) (x[3 * i] - 0.5 * x[3 * i + 1] + SIGMA * random.nextGaussian());
    }
    return new TrainingData(ROWS, x, y, null);
  }

  private static double[][] precision(TrainingData data) {
    double[][] lambda = new double[3][3];
    for (int k = 0; k < 3; k++) {
      lambda[k][k] = 1 / (PRIOR * PRIOR);
      for (int l = 0; l < 3; l++) {
        for (int i = 0; i < ROWS; i++) {
          double product = (double) data.inputs()[3 * i + k] * data.inputs()[3 * i + l];
          lambda[k][l] += product / (SIGMA * SIGMA);
        }
      }
    }
    return lambda;
  }

  private static double[] projection(TrainingData data) {
    double[] b = new double[3];
    for (int i = 0; i < ROWS; i++) {
      for (int k = 0; k < 3; k++) {
        b[k] += (double) data.inputs()[3 * i + k] * data.targets()[i] / (SIGMA * SIGMA);
      }
    }
    return b;
  }

  /** Gaussian elimination; the matrix is positive definite. */
  private static double[] solve(double[][] matrix, double[] right) {
    int n = right.length;
    double[][] a = new double[n][];
    double[] b = right.clone();
    for (int i = 0; i < n; i++) {
      a[i] = matrix[i].clone();
    }
    for (int p = 0; p < n; p++) {
      for (int i = p + 1; i < n; i++) {
        double factor = a[i][p] / a[p][p];
        for (int j = p; j < n; j++) {
          a[i][j] -= factor * a[p][j];
        }
        b[i] -= factor * b[p];
      }
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int j = i + 1; j < n; j++) {
        b[i] -= a[i][j] * b[j];
      }
      b[i] /= a[i][i];
    }
    return b;
  }
}
