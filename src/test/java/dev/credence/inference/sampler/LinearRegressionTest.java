package dev.credence.inference.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.backend.Backend;
import dev.credence.backend.scalar.ScalarBackend;
import dev.credence.inference.LearningRate;
import dev.credence.inference.TrainingListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every sampler finds mean and covariance of a posterior that is known in closed form. */
class LinearRegressionTest {
  private static final Backend BACKEND = new ScalarBackend();
  private static final int CHAINS = 8;

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.25})
  void hamiltonianMonteCarlo(double temperature) {
    var options =
        new HamiltonianMonteCarlo.Options(
            sampling(300, 1500, 1).temperature(temperature).build(), 6, 0.05, 0.8, 0.5);
    try (HamiltonianMonteCarlo run =
        new HamiltonianMonteCarlo(
            LinearModel.network(), LinearModel.DATA, null, options, BACKEND)) {
      run.run(TrainingListener.NONE);
      double[][] covariance = scaled(LinearModel.covariance(), temperature);
      draws(run).assertMoments("0.mu", LinearModel.mean(), covariance, 4000);
      Convergence convergence = run.convergence();
      assertThat(convergence.warnings()).isEmpty();
      for (double acceptance : convergence.acceptance()) {
        assertThat(acceptance).as("driven to 0.8").isBetween(0.65, 0.95);
      }
    }
  }

  @Test
  void adamMcmc() {
    var sampling = sampling(500, 1500, 8).build();
    var options =
        new AdamMcmc.Options(sampling, new LearningRate.Constant(0.05), 0.5, 0.9, 1e-8, 0.08, 1);
    try (AdamMcmc run =
        new AdamMcmc(LinearModel.network(), LinearModel.DATA, null, options, BACKEND)) {
      run.run(TrainingListener.NONE);
      draws(run).assertMoments("0.mu", LinearModel.mean(), LinearModel.covariance(), 2000);
      for (double acceptance : run.convergence().acceptance()) {
        assertThat(acceptance).isBetween(0.2, 0.9);
      }
    }
  }

  /** At a finite step size the stationary covariance is that of a linear recursion. */
  @Test
  void stochasticGradientHmc() {
    double eps = 0.02;
    double friction = 3;
    var options =
        new StochasticGradientHmc.Options(
            sampling(500, 1500, 20).build(), new LearningRate.Constant(eps), friction);
    try (StochasticGradientHmc run =
        new StochasticGradientHmc(
            LinearModel.network(), LinearModel.DATA, null, options, BACKEND)) {
      run.run(TrainingListener.NONE);
      double[][] covariance = hmcCovariance(eps, friction);
      assertThat(covariance[0][0]).isCloseTo(LinearModel.covariance()[0][0], within(0.003));
      draws(run).assertMoments("0.mu", LinearModel.mean(), covariance, 2000);
    }
  }

  /** theta - m contracts by 1 - eps Lambda: covariance (Lambda (1 - eps Lambda / 2))^-1. */
  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.004})
  void stochasticGradientLangevin(double eps) {
    var options =
        new StochasticGradientLangevin.Options(
            sampling(500, 1500, 40).build(), new LearningRate.Constant(eps));
    try (StochasticGradientLangevin run =
        new StochasticGradientLangevin(
            LinearModel.network(), LinearModel.DATA, null, options, BACKEND)) {
      run.run(TrainingListener.NONE);
      double[][] lambda = LinearModel.precision();
      double[][] half = scaled(Matrix.times(lambda, lambda), -eps / 2);
      double[][] covariance = Matrix.inverse(sum(lambda, half));
      draws(run).assertMoments("0.mu", LinearModel.mean(), covariance, 2000);
    }
  }

  private static SamplingOptions.Builder sampling(int burnIn, int draws, int gap) {
    return SamplingOptions.builder()
        .chains(CHAINS)
        .burnIn(burnIn)
        .draws(draws)
        .gap(gap)
        .priors(LinearModel.priors())
        .seed(5);
  }

  private static Draws draws(Sampler run) {
    return new Draws(run.fitted(), CHAINS);
  }

  /** Fixed point of Sigma = A Sigma A^T + Q for (theta - m, p) -> A (theta - m, p) + noise. */
  private static double[][] hmcCovariance(double eps, double friction) {
    double[][] lambda = LinearModel.precision();
    int n = lambda.length;
    double[][] a = new double[2 * n][2 * n];
    double[][] q = new double[2 * n][2 * n];
    double variance = 2 * friction * eps;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        a[n + i][j] = -eps * lambda[i][j];
        a[i][j] = (i == j ? 1 : 0) - eps * eps * lambda[i][j];
      }
      a[n + i][n + i] = 1 - eps * friction;
      a[i][n + i] = eps * (1 - eps * friction);
      // The noise of p moves theta in the same step.
      q[n + i][n + i] = variance;
      q[i][n + i] = eps * variance;
      q[n + i][i] = eps * variance;
      q[i][i] = eps * eps * variance;
    }
    double[][] sigma = Matrix.identity(2 * n);
    for (int i = 0; i < 5000; i++) {
      sigma = sum(Matrix.times(Matrix.times(a, sigma), Matrix.transposed(a)), q);
    }
    return sigma;
  }

  private static double[][] sum(double[][] a, double[][] b) {
    double[][] c = new double[a.length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a.length; j++) {
        c[i][j] = a[i][j] + b[i][j];
      }
    }
    return c;
  }

  private static double[][] scaled(double[][] a, double factor) {
    double[][] c = new double[a.length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a.length; j++) {
        c[i][j] = a[i][j] * factor;
      }
    }
    return c;
  }
}
