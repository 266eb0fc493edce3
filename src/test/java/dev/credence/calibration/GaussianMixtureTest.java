package dev.credence.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GaussianMixtureTest {

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e-12, 0.001, 0.1587, 0.5, 0.8413, 0.975, 1 - 1e-12})
  void quantileInvertsTheDistributionFunction(double p) {
    SplittableRandom random = new SplittableRandom(1);
    for (int samples : new int[] {1, 2, 3, 50}) {
      int rows = 20;
      double[] means = Simulate.gaussian(random, samples * rows, 0, 5);
      double[] sigmas = Simulate.uniform(random, samples * rows, 0.01, 3);
      GaussianMixture mixture = GaussianMixture.ofSamples(means, sigmas, samples);
      for (int row = 0; row < rows; row++) {
        double x = mixture.quantile(row, p);
        double tail = p <= 0.5 ? mixture.cdf(row, x) : mixture.survival(row, x);
        double target = p <= 0.5 ? p : 1 - p;
        // a rounding of x moves the tail by density * ulp(x); the tail itself has 1e-14
        double bound = 1e-13 * target + 4 * Math.exp(mixture.logDensity(row, x)) * Math.ulp(x);
        assertThat(tail).isCloseTo(target, within(bound));
      }
    }
  }

  @Test
  void oneComponentIsAGaussian() {
    GaussianMixture mixture = GaussianMixture.ofSamples(new double[] {2}, new double[] {3}, 1);
    assertThat(mixture.quantile(0, 0.975)).isCloseTo(2 + 3 * 1.959963984540054, within(1e-14));
    assertThat(mixture.quantile(0, 0)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(mixture.quantile(0, 1)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThatThrownBy(() -> mixture.quantile(0, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void separatedModesAndStepsAreBracketed() {
    GaussianMixture modes =
        GaussianMixture.ofSamples(new double[] {-1e6, 1e6}, new double[] {1e-3, 1e-3}, 2);
    assertThat(modes.quantile(0, 0.25)).isCloseTo(-1e6, within(1e-9));
    assertThat(modes.quantile(0, 0.75)).isCloseTo(1e6, within(1e-9));
    GaussianMixture steps =
        GaussianMixture.ofSamples(new double[] {0, 1, 2}, new double[] {0, 0, 0}, 3);
    assertThat(steps.quantile(0, 0.2)).isCloseTo(0, within(1e-300));
    assertThat(steps.quantile(0, 0.5)).isEqualTo(1);
    assertThat(steps.quantile(0, 0.9)).isEqualTo(2);
  }

  @Test
  void rowsAndLayoutsAgree() {
    double[] bySample = {1, 2, 3, 4}; // (S=2, n=2)
    double[] byRow = {1, 3, 2, 4};
    double[] sigmas = {1, 1, 1, 1};
    double[] halves = {0.5, 0.5, 0.5, 0.5};
    GaussianMixture samples = GaussianMixture.ofSamples(bySample, sigmas, 2);
    GaussianMixture components = GaussianMixture.ofComponents(halves, byRow, sigmas, 2);
    for (int row = 0; row < 2; row++) {
      assertThat(samples.quantile(row, 0.3)).isEqualTo(components.quantile(row, 0.3));
      assertThat(samples.mean(row)).isEqualTo(2.0 + row);
    }
  }

  @Test
  void methodsDoNotAllocate() {
    SplittableRandom random = new SplittableRandom(2);
    GaussianMixture mixture =
        GaussianMixture.ofSamples(
            Simulate.gaussian(random, 500, 0, 1), Simulate.uniform(random, 500, 0.1, 2), 5);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    double sum = 0;
    long allocated = 0;
    for (int repeat = 0; repeat < 2; repeat++) { // the first repeat loads classes
      long before = threads.getThreadAllocatedBytes(thread);
      for (int row = 0; row < mixture.rows(); row++) {
        sum += mixture.quantile(row, 0.16) + mixture.quantile(row, 0.99);
        sum += mixture.logDensity(row, 0.3) + mixture.crps(row, 0.3);
      }
      allocated = threads.getThreadAllocatedBytes(thread) - before;
    }
    assertThat(sum).isFinite();
    // 400 calls: one 16-byte object in each would show as 6400; the counter's own call takes some
    assertThat(allocated).isLessThan(1600);
  }
}
