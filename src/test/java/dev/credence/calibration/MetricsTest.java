package dev.credence.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final Offset<Double> TINY = within(1e-12);

  @Test
  void rootMeanSquaresInAnyUnit() {
    double[] values = {3, -0.7, 1e-3};
    double[] weights = {1, 2, 0.5};
    for (int exponent : new int[] {-1000, -300, 300, 1000}) {
      double unit = Math.scalb(1.0, exponent);
      double[] scaled = Arrays.stream(values).map(v -> unit * v).toArray();
      assertThat(Estimate.rootMeanSquare(scaled))
          .isEqualTo(times(Estimate.rootMeanSquare(values), unit));
      assertThat(Estimate.rootMeanSquare(scaled, weights))
          .isEqualTo(times(Estimate.rootMeanSquare(values, weights), unit));
    }
    assertThat(Estimate.rootMeanSquare(new double[2])).isEqualTo(new Estimate(0, 0));
  }

  private static Estimate times(Estimate estimate, double unit) {
    return new Estimate(unit * estimate.value(), unit * estimate.standardError());
  }

  @Test
  void regressionKeysAndValues() {
    SplittableRandom random = new SplittableRandom(20);
    int n = 4000;
    double[] sigma = Simulate.constant(n, 2);
    double[] y = Simulate.gaussian(random, n, 1, 2);
    double[] mean = Simulate.constant(n, 1);
    Map<String, Estimate> metrics = RegressionMetrics.gaussian(mean, sigma, y).toMap();
    assertThat(metrics.keySet())
        .containsExactly(
            "n",
            "rmse",
            "mean_log_likelihood",
            "crps",
            "coverage_68",
            "coverage_95",
            "pull_mean",
            "pull_width");
    assertThat(metrics.get("n")).isEqualTo(Estimate.exact(n));
    // true values of the law the data come from; 7 figures within 4 errors, false alarm 4e-4
    expect(metrics, "rmse", 2);
    expect(metrics, "mean_log_likelihood", -0.5 * Math.log(2 * Math.PI * 4) - 0.5);
    expect(metrics, "crps", 2 / Math.sqrt(Math.PI));
    expect(metrics, "coverage_68", 0.68);
    expect(metrics, "coverage_95", 0.95);
    expect(metrics, "pull_mean", 0);
    expect(metrics, "pull_width", 1);

    GaussianMixture one = GaussianMixture.ofSamples(mean, sigma, 1);
    Map<String, Estimate> mixture = RegressionMetrics.mixture(one, y).toMap();
    metrics.forEach(
        (key, value) ->
            assertThat(mixture.get(key).value()).as(key).isCloseTo(value.value(), within(1e-12)));
  }

  @Test
  void classificationKeysAndValues() {
    SplittableRandom random = new SplittableRandom(21);
    int n = 4000;
    double[] p = new double[2 * n];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      p[2 * i + 1] = random.nextDouble();
      p[2 * i] = 1 - p[2 * i + 1];
      labels[i] = random.nextDouble() < p[2 * i + 1] ? 1 : 0;
    }
    Map<String, Estimate> metrics = ClassificationMetrics.of(p, 2, labels).toMap();
    assertThat(metrics.keySet())
        .containsExactly("n", "accuracy", "mean_log_likelihood", "ece", "brier", "auc");
    // p uniform on [0,1]: integrals in closed form; 4 errors each, false alarm 3e-4
    expect(metrics, "accuracy", 0.75);
    expect(metrics, "mean_log_likelihood", -0.5);
    expect(metrics, "brier", 1.0 / 3);
    expect(metrics, "auc", 5.0 / 6);
    assertThat(metrics.get("ece").value()).isBetween(0.0, 0.04);
  }

  private static void expect(Map<String, Estimate> metrics, String key, double truth) {
    assertThat(metrics.get(key).deviationFrom(truth)).as(key).isBetween(-4.0, 4.0);
  }

  /** A row of weight 2 counts as two rows, one of weight 0 as none. */
  @Test
  void weightsCountRows() {
    double[] mean = {0, 1, 2, 3, 9};
    double[] sigma = {1, 2, 0.5, 1, 1};
    double[] y = {0.3, 0.1, 2.9, 2.8, -3};
    double[] weights = {1, 2, 3, 1, 0};
    double[] meanRows = {0, 1, 1, 2, 2, 2, 3};
    double[] sigmaRows = {1, 2, 2, 0.5, 0.5, 0.5, 1};
    double[] yRows = {0.3, 0.1, 0.1, 2.9, 2.9, 2.9, 2.8};
    Map<String, Estimate> weighted = RegressionMetrics.gaussian(mean, sigma, y, weights).toMap();
    Map<String, Estimate> repeated = RegressionMetrics.gaussian(meanRows, sigmaRows, yRows).toMap();
    for (String key : List.of("rmse", "mean_log_likelihood", "crps", "coverage_68", "pull_mean")) {
      assertThat(weighted.get(key).value()).as(key).isCloseTo(repeated.get(key).value(), TINY);
    }
    // The unweighted width divides by n - 1.
    assertThat(weighted.get("pull_width").value())
        .isCloseTo(repeated.get("pull_width").value() * Math.sqrt(6 / 7.0), TINY);
    assertThat(weighted.get("coverage_95").standardError()).isPositive();

    double[] probabilities = {0.9, 0.1, 0.4, 0.6, 0.7, 0.3};
    double[] probabilityRows = {0.9, 0.1, 0.4, 0.6, 0.4, 0.6};
    Map<String, Estimate> classes =
        ClassificationMetrics.weighted(
            probabilities, 2, new int[] {0, 0, 1}, new double[] {1, 2, 0});
    Map<String, Estimate> classRows =
        ClassificationMetrics.of(probabilityRows, 2, new int[] {0, 0, 0}).toMap();
    for (String key : List.of("accuracy", "mean_log_likelihood", "brier")) {
      assertThat(classes.get(key).value()).as(key).isCloseTo(classRows.get(key).value(), TINY);
    }
    assertThat(classes).doesNotContainKeys("ece", "auc");
  }

  /** Equal weights change nothing, not even error bars. */
  @Test
  void equalWeightsAreNone() {
    double[] mean = {0, 1, 2, 3};
    double[] sigma = {1, 2, 0.5, 1};
    double[] y = {0.3, 0.1, 2.9, 2.8};
    double[] weights = {3, 3, 3, 3};
    Map<String, Estimate> plain = RegressionMetrics.gaussian(mean, sigma, y).toMap();
    Map<String, Estimate> equal = RegressionMetrics.gaussian(mean, sigma, y, weights).toMap();
    for (String key : List.of("rmse", "crps", "coverage_68", "coverage_95", "pull_mean")) {
      assertThat(equal.get(key).value()).as(key).isCloseTo(plain.get(key).value(), TINY);
      assertThat(equal.get(key).standardError())
          .as(key)
          .isCloseTo(plain.get(key).standardError(), TINY);
    }
  }
}
