package dev.credence.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MetricsTest {

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
}
