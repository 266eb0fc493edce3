package dev.credence.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PullsTest {

  @Test
  void theFourDefinitions() {
    double[] means = {1, 5, 3, 9}; // (S=2, n=2)
    double[] sigmas = {1, 2, 4, 8};
    double[] y = {0, 1};
    Predictive p = Predictive.combine(means, sigmas, 2);
    assertThat(p.mean()).containsExactly(2, 7);
    assertThat(Pulls.statistical(means, p.mean(), p.sigmaStat())).containsExactly(-1, -1, 1, 1);
    assertThat(Pulls.weightDependent(means, sigmas, y)).containsExactly(1, 2, 0.75, 1);
    assertThat(Pulls.systematic(p.mean(), p.sigmaSyst(), y)[0])
        .isCloseTo(2 / Math.sqrt(8.5), within(1e-15));
    assertThat(Pulls.total(p.mean(), p.sigmaTot(), y)[1])
        .isCloseTo(6 / Math.sqrt(38), within(1e-15));
  }

  @Test
  void summaryOfASmallSample() {
    PullSummary summary = PullSummary.of(new double[] {-1, 0, 1, 2});
    assertThat(summary.mean().value()).isEqualTo(0.5);
    assertThat(summary.width().value()).isCloseTo(Math.sqrt(5.0 / 3), within(1e-15));
    assertThat(summary.mean().standardError()).isCloseTo(Math.sqrt(5.0 / 12), within(1e-15));
    double low = -1 + 3 * StandardNormal.cdf(-1);
    assertThat(summary.robustWidth().value()).isCloseTo(0.5 - low, within(1e-15));
    // largest gap just before the value 1: Phi(1) - 1/2
    assertThat(summary.ksDistance().value()).isCloseTo(StandardNormal.cdf(1) - 0.5, within(1e-15));
    assertThat(summary.ksDistance().standardError()).isCloseTo(Math.sqrt(1.0 / 12), within(1e-15));
  }

  @Test
  void onePullHasNoErrorBar() {
    PullSummary summary = PullSummary.of(new double[] {0});
    assertThat(summary.mean().value()).isZero();
    assertThat(summary.mean().standardError()).isNaN();
    assertThat(summary.width().value()).isNaN();
    assertThat(summary.ksDistance().value()).isEqualTo(0.5);
  }

  @Test
  void overconfidenceIsFlaggedAndFarLabelsDoNotFoolTheRobustWidth() {
    SplittableRandom random = new SplittableRandom(4);
    double[] pulls = Simulate.gaussian(random, 2000, 0, 1.3);
    PullSummary over = PullSummary.of(pulls);
    assertThat(over.width().deviationFrom(1)).isGreaterThan(5);
    assertThat(over.robustWidth().deviationFrom(1)).isGreaterThan(5);
    assertThat(KolmogorovSmirnov.pValue(over.ksDistance().value(), 2000)).isLessThan(1e-6);

    double[] honest = Simulate.gaussian(random, 2000, 0, 1);
    for (int i = 0; i < 20; i++) {
      honest[i] = 50;
    }
    PullSummary tails = PullSummary.of(honest);
    assertThat(tails.width().value()).isGreaterThan(4);
    assertThat(tails.robustWidth().value()).isCloseTo(1, within(0.1)); // 3 errors of 0.03
  }

  @Test
  void pValuesOfUnitGaussiansAreUniform() {
    // 1000 samples of 100 values: P(p < 0.05) = 0.05 +- 0.007; the band is 4 wide, false alarm 6e-5
    SplittableRandom random = new SplittableRandom(5);
    int small = 0;
    int wideSmall = 0;
    for (int i = 0; i < 1000; i++) {
      double d = KolmogorovSmirnov.distance(Simulate.gaussian(random, 100, 0, 1)).value();
      small += KolmogorovSmirnov.pValue(d, 100) < 0.05 ? 1 : 0;
      double wide = KolmogorovSmirnov.distance(Simulate.gaussian(random, 100, 0, 1.3)).value();
      wideSmall += KolmogorovSmirnov.pValue(wide, 100) < 0.05 ? 1 : 0;
    }
    assertThat(small).isBetween(22, 78);
    assertThat(wideSmall).isGreaterThan(100);
    // tabulated: P(K > 1.3581) = 0.05
    assertThat(KolmogorovSmirnov.pValue(1.3581 / 1e4, 100_000_000)).isCloseTo(0.05, within(1e-4));
    assertThat(KolmogorovSmirnov.pValue(0, 10)).isEqualTo(1);
  }
}
