package dev.credence.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.backend.Backend;
import dev.credence.backend.scalar.ScalarBackend;
import dev.credence.calibration.ClassPredictive;
import dev.credence.calibration.MonotoneMap;
import dev.credence.inference.FittedNetwork;
import dev.credence.loss.BernoulliLikelihood;
import dev.credence.loss.CategoricalLikelihood;
import dev.credence.loss.GaussianMixtureLikelihood;
import dev.credence.loss.HomoscedasticLikelihood;
import dev.credence.loss.Likelihood;
import dev.credence.loss.StudentTLikelihood;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PredictiveDistributionTest {
  private static final double MEAN = 300;
  private static final double SCALE = 20;

  static Stream<Likelihood> regressions() {
    return Stream.of(
        Likelihood.gaussian(),
        new HomoscedasticLikelihood(0.3, true),
        new GaussianMixtureLikelihood(3, -6, 2),
        new StudentTLikelihood(9, -6, 2));
  }

  @ParameterizedTest
  @MethodSource("regressions")
  void densityHasTheMomentsAndQuantilesThatAreReported(Likelihood likelihood) {
    FittedNetwork fitted = Fixtures.fit(Fixtures.network(likelihood, 1), 1);
    for (double factor : new double[] {1, 0.4}) {
      try (Backend backend = new ScalarBackend();
          Predictor predictor =
              Fixtures.predictor(fitted, backend)
                  .targets(new double[] {MEAN}, new double[] {SCALE})
                  .recalibration(Recalibration.of(factor))
                  .build()) {
        Prediction out = predictor.newPrediction(3, true);
        predictor.predict(Fixtures.rows(3), 3, out);
        check(out, 2);
      }
    }
  }

  /** A shape leaves mean and error bars alone and changes the distribution about them. */
  @ParameterizedTest
  @MethodSource("regressions")
  void shapesChangeQuantilesProbabilitiesAndDensitiesTogether(Likelihood likelihood) {
    FittedNetwork fitted = Fixtures.fit(Fixtures.network(likelihood, 1), 1);
    MonotoneMap shape =
        new MonotoneMap(new double[] {0, 0.3, 0.6, 1}, new double[] {0, 0.1, 0.8, 1});
    Recalibration factor = Recalibration.of(0.7);
    try (Backend backend = new ScalarBackend();
        Predictor plain = Fixtures.predictor(fitted, backend).recalibration(factor).build();
        Predictor shaped =
            Fixtures.predictor(fitted, backend)
                .recalibration(factor.withShapes(List.of(shape)))
                .build()) {
      Prediction before = plain.newPrediction(3, true);
      Prediction after = shaped.newPrediction(3, true);
      plain.predict(Fixtures.rows(3), 3, before);
      shaped.predict(Fixtures.rows(3), 3, after);
      assertThat(after.mean(1, 0)).isEqualTo(before.mean(1, 0));
      assertThat(after.sigmaTot(1, 0)).isEqualTo(before.sigmaTot(1, 0));
      assertThat(after.quantile(1, 0, 0.8)).isEqualTo(before.quantile(1, 0, 0.6));
      for (double p : new double[] {0.02, 0.1, 0.5, 0.95}) {
        assertThat(after.cdf(1, 0, after.quantile(1, 0, p))).isCloseTo(p, within(1e-9));
      }
      double low = after.quantile(1, 0, 0.2);
      double high = after.quantile(1, 0, 0.7);
      int steps = 20_000;
      double mass = 0;
      for (int i = 0; i < steps; i++) {
        double y = low + (high - low) * (i + 0.5) / steps;
        mass += (high - low) / steps * Math.exp(after.logDensity(1, 0, y));
      }
      assertThat(mass).isCloseTo(0.5, within(1e-4));
    }
  }

  @Test
  void shapesThatAreNoDistributionAreRefused() {
    Recalibration factor = Recalibration.of(1);
    for (MonotoneMap bad :
        List.of(
            new MonotoneMap(new double[] {0}, new double[] {0}),
            new MonotoneMap(new double[] {0, 1}, new double[] {0.1, 1}),
            new MonotoneMap(new double[] {0, 0.5, 1}, new double[] {0, 0, 1}))) {
      assertThatThrownBy(() -> factor.withShapes(List.of(bad)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a recalibration's shape must rise strictly from (0, 0) to (1, 1)");
    }
    assertThatThrownBy(() -> factor.withShapes(List.of()))
        .hasMessage("0 shapes do not match 1 targets");
  }

  /** Integrates the density by the trapezium rule over 30 widths to either side. */
  private static void check(Prediction out, int row) {
    double sigma = out.sigmaTot(row, 0);
    double median = out.quantile(row, 0, 0.5);
    double upper = out.quantile(row, 0, 0.9);
    double mass = 0;
    double mean = 0;
    double square = 0;
    double belowMedian = 0;
    double belowUpper = 0;
    int steps = 60_000;
    double h = 60 * sigma / steps;
    for (int i = 0; i <= steps; i++) {
      double y = out.mean(row, 0) - 30 * sigma + i * h;
      double p = h * Math.exp(out.logDensity(row, 0, y));
      mass += p;
      mean += p * y;
      square += p * Math.pow(y - out.mean(row, 0), 2);
      belowMedian += y < median ? p : 0;
      belowUpper += y < upper ? p : 0;
    }
    // Student's t with nu = 9 leaves about 30^-9 outside; moments come from float32 averages.
    assertThat(mass).isCloseTo(1, within(1e-6));
    assertThat(mean).isCloseTo(out.mean(row, 0), within(1e-5 * sigma));
    assertThat(Math.sqrt(square)).isCloseTo(sigma, within(1e-4 * sigma));
    // One step holds at most h / sigma_s of the mass; the narrowest sigma_s is exp(-3) SCALE.
    assertThat(belowMedian).isCloseTo(0.5, within(0.02));
    assertThat(belowUpper).isCloseTo(0.9, within(0.02));
    assertThat(upper).isGreaterThan(median);
  }

  @Test
  void classesHaveTheEntropyAndInformationOfTheirSamples() {
    FittedNetwork fitted = Fixtures.fit(Fixtures.network(new CategoricalLikelihood(), 4), 1);
    try (Backend backend = new ScalarBackend();
        Predictor predictor = Fixtures.predictor(fitted, backend).build()) {
      Prediction out = predictor.newPrediction(6, true);
      predictor.predict(Fixtures.rows(6), 6, out);
      double[] probabilities = new double[12 * 6 * 4];
      for (int i = 0; i < probabilities.length; i++) {
        probabilities[i] = out.sampleMean(i / 4 % 6, i % 4, i / 24);
      }
      ClassPredictive expected = ClassPredictive.combine(probabilities, 12, 4);
      ClassPredictive own = out.classPredictive();
      assertThat(own.mean()).containsExactly(expected.mean(), within(1e-6));
      assertThat(own.sigmaStat()).containsExactly(expected.sigmaStat(), within(1e-6));
      assertThat(own.entropy()).containsExactly(expected.entropy(), within(3e-6));
      assertThat(own.mutualInformation())
          .containsExactly(expected.mutualInformation(), within(3e-6));
      assertThat(own.mutualInformation()[0]).isGreaterThan(1e-3);
      for (int s = 0; s < 12; s++) {
        double p = out.sampleMean(3, 2, s);
        assertThat(out.sampleLogit(3, 2, s)).isCloseTo(Math.log(p / (1 - p)), within(2e-5));
      }
      assertThat(out.logitSigmaStat(3, 2)).isPositive();
    }
  }

  @Test
  void oneYesNoAnswerIsTwoClasses() {
    FittedNetwork fitted = Fixtures.fit(Fixtures.network(new BernoulliLikelihood(), 1), 1);
    try (Backend backend = new ScalarBackend();
        Predictor predictor = Fixtures.predictor(fitted, backend).build()) {
      Prediction out = predictor.newPrediction(6, true);
      predictor.predict(Fixtures.rows(6), 6, out);
      double[] probabilities = new double[12 * 6 * 2];
      for (int i = 0; i < probabilities.length; i++) {
        probabilities[i] = out.sampleMean(i / 2 % 6, i % 2, i / 12);
      }
      ClassPredictive expected = ClassPredictive.combine(probabilities, 12, 2);
      ClassPredictive own = out.classPredictive();
      assertThat(own.mean()).containsExactly(expected.mean(), within(1e-6));
      assertThat(own.sigmaStat()).containsExactly(expected.sigmaStat(), within(1e-6));
      assertThat(own.entropy()).containsExactly(expected.entropy(), within(3e-6));
      assertThat(own.mutualInformation())
          .containsExactly(expected.mutualInformation(), within(3e-6));
      assertThat(out.sampleLogit(1, 0, 3)).isEqualTo(-out.sampleLogit(1, 1, 3));
    }
  }

  @Test
  void severalAnswersAreIndependentColumns() {
    FittedNetwork fitted = Fixtures.fit(Fixtures.network(new BernoulliLikelihood(), 3), 1);
    try (Backend backend = new ScalarBackend();
        Predictor predictor = Fixtures.predictor(fitted, backend).build()) {
      Prediction out = predictor.newPrediction(2);
      predictor.predict(Fixtures.rows(2), 2, out);
      for (int a = 0; a < 3; a++) {
        double p = out.probability(1, a);
        double entropy = -p * Math.log(p) - (1 - p) * Math.log(1 - p);
        assertThat(out.entropy(1, a)).isCloseTo(entropy, within(1e-12));
        assertThat(out.mutualInformation(1, a)).isBetween(0.0, entropy);
      }
    }
  }
}
