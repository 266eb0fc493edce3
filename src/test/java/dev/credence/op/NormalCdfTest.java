package dev.credence.op;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class NormalCdfTest {
  @Test
  void agreesWithAnotherImplementation() {
    NormalDistribution reference = NormalDistribution.of(0, 1);
    for (int i = -3700; i <= 3700; i++) {
      double x = i * 0.01 + 1e-3;
      double expected = reference.cumulativeProbability(x);
      double error = Math.abs(NormalCdf.phi(x) - expected);
      // exp(-x^2 / 2) alone amplifies the rounding of its argument by x^2 / 2.
      assertThat(error).isLessThanOrEqualTo(expected * 2e-16 * (20 + x * x));
    }
  }

  @Test
  void limits() {
    assertThat(NormalCdf.phi(0)).isEqualTo(0.5);
    assertThat(NormalCdf.phi(-1e30)).isZero();
    assertThat(NormalCdf.phi(1e30)).isEqualTo(1);
    assertThat(NormalCdf.phi(Double.NaN)).isNaN();
  }
}
