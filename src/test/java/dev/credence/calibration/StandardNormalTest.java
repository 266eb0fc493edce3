package dev.credence.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class StandardNormalTest {

  @Test
  void tailsAgreeWithFortyDigits() {
    double[][] references = {
      {-37, 5.7255712225245768e-300},
      {-20, 2.7536241186062337e-89},
      {-10, 7.6198530241605261e-24},
      {-6, 9.8658764503769814e-10},
      {-5, 2.8665157187919391e-7},
      {-1, 0.15865525393145705},
      {-0.5, 0.3085375387259869}
    };
    for (double[] reference : references) {
      // ten roundings
      double bound = 2e-15 * reference[1];
      assertThat(StandardNormal.cdf(reference[0])).isCloseTo(reference[1], within(bound));
      assertThat(StandardNormal.survival(-reference[0])).isCloseTo(reference[1], within(bound));
    }
  }

  @Test
  void everyRangeAgreesWithTheLibrary() {
    NormalDistribution reference = NormalDistribution.of(0, 1);
    for (int i = -37_000; i <= 37_000; i++) {
      double z = i / 1000.0;
      double p = reference.cumulativeProbability(z);
      // the library rounds z / sqrt(2), which z^2 amplifies
      double bound = (16 + z * z) * Math.ulp(1.0) * p;
      assertThat(StandardNormal.cdf(z)).as("cdf(%s)", z).isCloseTo(p, within(bound));
    }
  }

  @Test
  void limits() {
    assertThat(StandardNormal.cdf(0)).isEqualTo(0.5);
    assertThat(StandardNormal.cdf(Double.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(StandardNormal.cdf(Double.NEGATIVE_INFINITY)).isZero();
    assertThat(StandardNormal.cdf(Double.NaN)).isNaN();
    assertThat(StandardNormal.density(0)).isCloseTo(1 / Math.sqrt(2 * Math.PI), within(1e-16));
  }
}
