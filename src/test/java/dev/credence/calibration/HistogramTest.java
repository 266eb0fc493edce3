package dev.credence.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HistogramTest {

  @Test
  void countsEveryValueOnce() {
    Histogram histogram = Histogram.of(new double[] {-1, 0, 0.5, 1, 1.5, 2, 2.1}, 0, 2, 4);
    assertThat(histogram.edges()).containsExactly(0, 0.5, 1, 1.5, 2);
    assertThat(histogram.counts()).containsExactly(1, 1, 1, 2);
    assertThat(histogram.underflow()).isEqualTo(1);
    assertThat(histogram.overflow()).isEqualTo(1);
    assertThat(histogram.total()).isEqualTo(7);
    assertThat(histogram.density(3)).isCloseTo(2 / 3.5, within(1e-15));
  }

  @Test
  void poissonIntervalsAreGarwoods() {
    Histogram histogram = Histogram.of(new double[] {0.5, 2.5, 2.5, 2.5}, 0, 4, 4);
    double scale = histogram.total(); // bins of width 1
    // tabulated 68.27 % limits: 0 -> (0, 1.841), 1 -> (0.173, 3.300), 3 -> (1.367, 5.918)
    assertThat(histogram.densityLow(1)).isZero();
    assertThat(histogram.densityHigh(1) * scale).isCloseTo(1.841, within(5e-4));
    assertThat(histogram.densityLow(0) * scale).isCloseTo(0.173, within(5e-4));
    assertThat(histogram.densityHigh(0) * scale).isCloseTo(3.300, within(5e-4));
    assertThat(histogram.densityLow(2) * scale).isCloseTo(1.367, within(5e-4));
    assertThat(histogram.densityHigh(2) * scale).isCloseTo(5.918, within(5e-4));
  }
}
