package dev.credence.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReliabilityTest {

  @Test
  void equalWidthBinsByHand() {
    double[] p = {0.1, 0.2, 0.6, 0.75, 1.0};
    boolean[] happened = {false, true, true, true, false};
    Reliability r = Reliability.of(p, happened, 4, Reliability.Binning.EQUAL_WIDTH);
    assertThat(r.bins()).hasSize(3); // nothing in [0.25, 0.5)
    Reliability.Bin last = r.bins().get(2);
    assertThat(last.count()).isEqualTo(2); // 0.75 opens the bin that 1 closes
    assertThat(last.meanProbability()).isEqualTo(0.875);
    assertThat(last.frequency().value()).isEqualTo(0.5);
    // |1 - 0.3| + |1 - 0.6| + |1 - 1.75| over 5
    assertThat(r.ece().value()).isCloseTo(1.85 / 5, within(1e-15));
  }

  @Test
  void equalCountBinsKeepTiesTogether() {
    double[] p = {0.9, 0.1, 0.5, 0.5, 0.5, 0.2};
    boolean[] happened = {true, false, true, false, true, false};
    Reliability r = Reliability.of(p, happened, 3, Reliability.Binning.EQUAL_COUNT);
    assertThat(r.bins()).extracting(Reliability.Bin::count).containsExactly(2L, 4L);
    assertThat(r.bins().get(1).low()).isEqualTo(0.5);
    assertThat(r.bins().get(1).high()).isEqualTo(0.9);
  }

  @ParameterizedTest
  @EnumSource(Reliability.Binning.class)
  void overconfidenceIsFlaggedAndHonestyIsNot(Reliability.Binning binning) {
    SplittableRandom random = new SplittableRandom(10);
    int n = 4000;
    double[] p = Simulate.uniform(random, n, 0, 1);
    boolean[] honest = new boolean[n];
    boolean[] overconfident = new boolean[n];
    for (int i = 0; i < n; i++) {
      honest[i] = random.nextDouble() < p[i];
      overconfident[i] = random.nextDouble() < 0.5 + 0.7 * (p[i] - 0.5);
    }
    Reliability good = Reliability.of(p, honest, 15, binning);
    Reliability bad = Reliability.of(p, overconfident, 15, binning);
    // the ece of 15 Gaussian bins spreads by 20 % about its expectation: 4.5 of those
    assertThat(good.ece().value())
        .isCloseTo(good.eceIfCalibrated(), within(0.9 * good.eceIfCalibrated()));
    assertThat(bad.ece().deviationFrom(bad.eceIfCalibrated())).isGreaterThan(5);
  }
}
