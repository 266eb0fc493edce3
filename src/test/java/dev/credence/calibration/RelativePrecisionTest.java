package dev.credence.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RelativePrecisionTest {

  @Test
  void largestTargetsAreSelectedByTarget() {
    double[] y = {10, 1, 8, 2, 4};
    double[] mean = {11, 2, 8.8, 2, 4};
    assertThat(RelativePrecision.deltas(mean, y)[1]).isEqualTo(1);
    RelativePrecision largest = RelativePrecision.ofLargest(mean, y, 0.4);
    assertThat(largest.n()).isEqualTo(2);
    assertThat(largest.mean().value()).isCloseTo(0.1, within(1e-15));
    assertThat(largest.width().value()).isCloseTo(0, within(1e-15));
    assertThat(RelativePrecision.of(mean, y).n()).isEqualTo(5);
  }

  @Test
  void aZeroTargetIsRefused() {
    assertThatThrownBy(() -> RelativePrecision.of(new double[] {1, 1}, new double[] {1, 0}))
        .hasMessage("y of row 1 is 0: Delta is not defined.");
  }
}
