package dev.credence.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class CrpsTest {

  /** Simpson's rule: error far below 1e-9 for smooth functions on these ranges. */
  private static double integral(DoubleUnaryOperator function, double from, double to) {
    int n = 20_000;
    double h = (to - from) / n;
    double sum = function.applyAsDouble(from) + function.applyAsDouble(to);
    for (int i = 1; i < n; i++) {
      sum += (i % 2 == 1 ? 4 : 2) * function.applyAsDouble(from + i * h);
    }
    return sum * h / 3;
  }

  private static double byDefinition(DoubleUnaryOperator cdf, double y, double low, double high) {
    return integral(x -> Math.pow(cdf.applyAsDouble(x), 2), low, y)
        + integral(x -> Math.pow(1 - cdf.applyAsDouble(x), 2), y, high);
  }

  @Test
  void gaussianFormIsTheIntegral() {
    for (double y : new double[] {-4, -0.3, 0.7, 5}) {
      double expected = byDefinition(x -> StandardNormal.cdf((x - 0.7) / 1.5), y, -20, 20);
      assertThat(Crps.gaussian(0.7, 1.5, y)).isCloseTo(expected, within(1e-9));
    }
    assertThat(Crps.gaussian(1, 0, 3)).isEqualTo(2);
    assertThat(Crps.gaussian(1, 1e-200, 3)).isCloseTo(2, within(1e-15));
  }

  @Test
  void mixtureFormIsTheIntegral() {
    double[] weights = {0.2, 0.5, 0.3};
    double[] means = {-2, 0.5, 3};
    double[] sigmas = {0.5, 1, 0.8};
    GaussianMixture mixture = GaussianMixture.ofComponents(weights, means, sigmas, 3);
    GaussianMixture equal = GaussianMixture.ofSamples(means, sigmas, 3);
    for (double y : new double[] {-3, 0, 1.2, 6}) {
      assertThat(mixture.crps(0, y))
          .isCloseTo(byDefinition(x -> mixture.cdf(0, x), y, -12, 14), within(1e-9));
      assertThat(equal.crps(0, y))
          .isCloseTo(byDefinition(x -> equal.cdf(0, x), y, -12, 14), within(1e-9));
    }
    GaussianMixture one = GaussianMixture.ofSamples(new double[] {1}, new double[] {2}, 1);
    assertThat(one.crps(0, 0)).isCloseTo(Crps.gaussian(1, 2, 0), within(1e-15));
  }

  /** A narrow component far from a wide one, and a map with steep, flat and straight pieces. */
  @Test
  void reshapedFormIsTheIntegral() {
    GaussianMixture mixture =
        GaussianMixture.ofSamples(new double[] {-2, 0.5, 3}, new double[] {0.05, 1, 0.8}, 3);
    MonotoneMap shape =
        new MonotoneMap(
            new double[] {0, 0.02, 0.33, 0.6, 0.9, 1}, new double[] {0, 0.2, 0.25, 0.55, 0.99, 1});
    MonotoneMap none = new MonotoneMap(new double[] {0, 0.4, 1}, new double[] {0, 0.4, 1});
    for (double y : new double[] {-20, -2.1, 0, 1.2, 6}) {
      DoubleUnaryOperator reshaped = x -> shape.value(mixture.cdf(0, x));
      double expected = byDefinition(reshaped, y, -30, 14);
      // The reference steps over the map's kinks: its own error is about 2e-6.
      assertThat(Crps.reshaped(mixture, shape, new double[] {y})[0])
          .isCloseTo(expected, within(1e-5));
      assertThat(Crps.reshaped(mixture, none, new double[] {y})[0])
          .isCloseTo(mixture.crps(0, y), within(1e-12));
    }
  }

  @Test
  void empiricalFormIsTheMeanOverPairs() {
    double[] draws = {3, -1, 0.5, 0.5, 2, 7};
    double y = 1;
    double distance = 0;
    double pairs = 0;
    for (double a : draws) {
      distance += Math.abs(a - y);
      for (double b : draws) {
        pairs += Math.abs(a - b);
      }
    }
    assertThat(Crps.empirical(draws, y)).isCloseTo(distance / 6 - pairs / 72, within(1e-14));
    assertThat(Crps.fair(draws, y)).isCloseTo(distance / 6 - pairs / 60, within(1e-14));
    assertThat(Crps.empirical(new double[] {4}, y)).isEqualTo(3);
  }

  @Test
  void fairFormIsUnbiasedAndTheEmpiricalOneIsNot() {
    // 20,000 repeats of 5 draws: compatible within 4 standard errors, false alarm 6e-5
    SplittableRandom random = new SplittableRandom(3);
    double[] fair = new double[20_000];
    double[] empirical = new double[fair.length];
    for (int i = 0; i < fair.length; i++) {
      double[] draws = Simulate.gaussian(random, 5, 0, 1);
      fair[i] = Crps.fair(draws, 0.4);
      empirical[i] = Crps.empirical(draws, 0.4);
    }
    double expected = Crps.gaussian(0, 1, 0.4);
    assertThat(Estimate.mean(fair).deviationFrom(expected)).isBetween(-4.0, 4.0);
    assertThat(Estimate.mean(empirical).deviationFrom(expected)).isGreaterThan(20);
  }

  @Test
  void densitiesIntegrateToOne() {
    GaussianMixture mixture =
        GaussianMixture.ofSamples(new double[] {-2, 0.5, 3}, new double[] {0.5, 1, 0.8}, 3);
    assertThat(integral(x -> Math.exp(mixture.logDensity(0, x)), -12, 14))
        .isCloseTo(1, within(1e-9));
    assertThat(integral(x -> Math.exp(LogDensity.gaussian(1, 2, x)), -25, 27))
        .isCloseTo(1, within(1e-9));
  }

  @Test
  void logDensityDoesNotUnderflow() {
    GaussianMixture mixture =
        GaussianMixture.ofSamples(new double[] {0, 0}, new double[] {1, 2}, 2);
    // the wider component alone counts out there, with weight one half
    assertThat(mixture.logDensity(0, 1000))
        .isCloseTo(LogDensity.gaussian(0, 2, 1000) - Math.log(2), within(1e-9));
  }
}
