package dev.credence.inference.laplace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.backend.Availability;
import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.inference.TrainingListener;
import dev.credence.posterior.Prior;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A linear model with Gaussian noise is its own Laplace approximation: everything is exact. */
class LinearModelTest {
  private static final double SIGMA = 0.5;
  private static final double WIDTH = 0.8;
  private static final double ALPHA = 1 / (WIDTH * WIDTH);
  private static final double BETA = 1 / (SIGMA * SIGMA);

  static Stream<Arguments> cases() {
    return Backends.availability().stream()
        .filter(Availability::present)
        .map(Availability::name)
        .filter(name -> !name.equals(Backends.CUDA))
        .flatMap(
            name ->
                Stream.of(CurvatureStructure.values())
                    .flatMap(
                        structure ->
                            Stream.of(
                                Arguments.of(name, structure, true, false),
                                Arguments.of(name, structure, false, true))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void findsTheConjugatePosterior(
      String backendName, CurvatureStructure structure, boolean bias, boolean weighted) {
    LinearModel model = new LinearModel(LinearModel.correlated(40, 4, SIGMA, weighted, 1), bias);
    int n = model.parameters;
    double[] mean = model.mean(ALPHA, BETA);
    double[] covariance = model.covariance(ALPHA, BETA);
    double[] precision = model.precision(ALPHA, BETA);
    try (Backend backend = Backends.select(backendName);
        Laplace fit = fit(model, structure, backend)) {
      fit.run(TrainingListener.NONE);
      LaplacePosterior posterior = fit.posterior();
      for (int i = 0; i < n; i++) {
        assertThat(posterior.mean()[i]).isCloseTo(mean[i], within(1e-4 * Math.abs(mean[i]) + 1e-5));
      }
      for (int i = 0; i < n; i++) {
        double[] one = new double[n];
        one[i] = 1;
        double variance =
            structure == CurvatureStructure.DIAGONAL
                ? 1 / precision[i * n + i]
                : covariance[i * n + i];
        assertThat(posterior.variances()[i]).isCloseTo(variance, within(1e-4 * variance));
        assertThat(posterior.variance(one)).isCloseTo(variance, within(1e-4 * variance));
        for (int j = 0; j < i; j++) {
          one[j] = 1;
          double sum = posterior.variance(one);
          one[j] = 0;
          double found = (sum - posterior.variances()[i] - posterior.variances()[j]) / 2;
          double expected = structure == CurvatureStructure.DIAGONAL ? 0 : covariance[i * n + j];
          double scale = Math.sqrt(covariance[i * n + i] * covariance[j * n + j]);
          assertThat(found).isCloseTo(expected, within(1e-4 * scale));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void findsTheEvidence(
      String backendName, CurvatureStructure structure, boolean bias, boolean weighted) {
    LinearModel model = new LinearModel(LinearModel.correlated(40, 4, SIGMA, false, 2), bias);
    try (Backend backend = Backends.select(backendName);
        Laplace fit = fit(model, structure, backend)) {
      fit.run(TrainingListener.NONE);
      double expected = model.marginalLogDensity(ALPHA, BETA);
      double found = fit.evidence().logEvidence();
      if (structure == CurvatureStructure.DIAGONAL) {
        // The determinant of a positive definite matrix is below the product of its diagonal.
        assertThat(found).isLessThan(expected - 0.1);
      } else {
        assertThat(found).isCloseTo(expected, within(1e-4 * Math.abs(expected)));
      }
    }
  }

  /** The fixed point of MacKay's updates, iterated here in float64 with the exact posterior. */
  @Test
  void findsThePrecisionsOfTheLargestEvidence() {
    LinearModel model = new LinearModel(LinearModel.correlated(60, 5, SIGMA, false, 3), true);
    int n = model.parameters;
    double alpha = ALPHA;
    double beta = 1;
    double gamma = 0;
    for (int i = 0; i < 200; i++) {
      double[] w = model.mean(alpha, beta);
      double[] covariance = model.covariance(alpha, beta);
      double energy = 0;
      gamma = n;
      for (int k = 0; k < n; k++) {
        energy += w[k] * w[k] / 2;
        gamma -= alpha * covariance[k * n + k];
      }
      alpha = gamma / (2 * energy);
      beta = (model.examples() - gamma) / (2 * model.residualEnergy(w));
    }
    double best = model.marginalLogDensity(alpha, beta);
    for (double factor : new double[] {0.9, 1.1}) {
      assertThat(model.marginalLogDensity(factor * alpha, beta)).isLessThan(best);
      assertThat(model.marginalLogDensity(alpha, factor * beta)).isLessThan(best);
    }
    LaplaceOptions options =
        LaplaceOptions.defaults()
            .withStructure(CurvatureStructure.FULL)
            .withPrior(Prior.gaussian(WIDTH))
            .withEvidence(30, 1e-6);
    try (Backend backend = Backends.select(Backends.SCALAR);
        Laplace fit =
            new Laplace(
                model.network(1, true),
                model.data,
                null,
                LinearModel.training(1500),
                options,
                backend)) {
      fit.run(TrainingListener.NONE);
      Evidence evidence = fit.evidence();
      assertThat(evidence.layers().get(0).alpha()).isCloseTo(alpha, within(1e-3 * alpha));
      assertThat(evidence.noisePrecisions().get(0)).isCloseTo(beta, within(1e-3 * beta));
      assertThat(evidence.effectiveParameters()).isCloseTo(gamma, within(1e-3 * gamma));
      assertThat(evidence.logEvidence()).isCloseTo(best, within(1e-4 * Math.abs(best)));
      // At rest the reported KL term is alpha E_W, with the precision of the last round.
      double energy = evidence.layers().get(0).alpha() * evidence.layers().get(0).energy();
      assertThat(fit.history().get(fit.history().size() - 1).kl())
          .isCloseTo(energy, within(1e-3 * energy));
      double[] eigenvalues =
          new SymmetricEigen(model.curvature(evidence.noisePrecisions().get(0)), n).values();
      double sum = 0;
      for (double lambda : eigenvalues) {
        sum += lambda / (lambda + evidence.layers().get(0).alpha());
      }
      assertThat(evidence.effectiveParameters())
          .isCloseTo(sum, within(1e-5 * n))
          .isBetween(0.0, (double) evidence.parameters());
    }
  }

  private static Laplace fit(LinearModel model, CurvatureStructure structure, Backend backend) {
    LaplaceOptions options =
        LaplaceOptions.defaults()
            .withStructure(structure)
            .withPrior(Prior.gaussian(WIDTH))
            .withEvidence(0, 0);
    return new Laplace(
        model.network(SIGMA, false),
        model.data,
        null,
        LinearModel.training(4000),
        options,
        backend);
  }
}
