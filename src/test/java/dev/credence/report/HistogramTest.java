package dev.credence.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HistogramTest {

  @Test
  void everyValueIsCountedOnce() {
    double[] values = {-9, 0, 0.24, 0.25, 0.999, 1, 1.001, Double.POSITIVE_INFINITY};
    Histogram h = Histogram.of(values, 4, 0, 1);
    assertThat(h.counts()).containsExactly(2, 1, 0, 2);
    assertThat(h.below()).isEqualTo(1);
    assertThat(h.above()).isEqualTo(2);
    assertThat(h.entries()).isEqualTo(values.length);
    assertThat(h.edges()).containsExactly(0, 0.25, 0.5, 0.75, 1);
  }

  @Test
  void aSymmetricRangeCoversTheFractionAsked() {
    double[] values = {-4, 1, 2, 3, -100};
    Histogram h = Histogram.symmetric(values, 8, 0.8);
    assertThat(h.low()).isEqualTo(-4);
    assertThat(h.high()).isEqualTo(4);
    assertThat(h.below()).isEqualTo(1);
    assertThat(Histogram.symmetric(new double[3], 2, 1).entries()).isEqualTo(3);
  }

  /** Garwood's intervals, as tabulated by the Particle Data Group for 68.27 %. */
  @Test
  void poissonIntervalsMatchTheTable() {
    assertThat(Histogram.poissonLow(0)).isZero();
    assertThat(Histogram.poissonHigh(0)).isCloseTo(1.841, within(5e-4));
    assertThat(Histogram.poissonLow(1)).isCloseTo(0.173, within(5e-4));
    assertThat(Histogram.poissonHigh(1)).isCloseTo(3.300, within(5e-4));
    assertThat(Histogram.poissonLow(10_000)).isCloseTo(9900, within(1.0));
  }

  @Test
  void unitAreaIncludesWhatLiesOutside() {
    Histogram h = Histogram.of(new double[] {0.1, 0.2, 0.7, 5}, 2, 0, 1);
    StepsMark mark = StepsMark.of("a", h, h.entries() * h.width());
    double area = Arrays.stream(mark.heights()).sum() * h.width();
    assertThat(area).isCloseTo(0.75, within(1e-12));
  }

  @Test
  void badInputIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Histogram.of(new double[] {1, Double.NaN}, 4, 0, 1))
        .withMessageContaining("value 1");
    assertThatIllegalArgumentException().isThrownBy(() -> Histogram.of(new double[1], 4, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Histogram.of(new double[1], 0, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Histogram.symmetric(new double[0], 4, 1));
  }
}
