package dev.credence.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.report.Axis.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicksTest {

  @Test
  void linearTicksAreExactDecimals() {
    Ticks ticks = Ticks.of(new Range(Scale.LINEAR, 0, 1), 5);
    assertThat(ticks.labels()).containsExactly("0.0", "0.2", "0.4", "0.6", "0.8", "1.0");
    assertThat(ticks.major()).containsExactly(0.0, 0.2, 0.4, 0.6, 0.8, 1.0);
  }

  @Test
  void negativeLabelsHaveATrueMinus() {
    Ticks ticks = Ticks.of(new Range(Scale.LINEAR, -5, 5), 5);
    assertThat(ticks.labels()).containsExactly("−4", "−2", "0", "2", "4");
  }

  @Test
  void largeAndSmallNumbersShareAPowerOfTen() {
    Ticks large = Ticks.of(new Range(Scale.LINEAR, 0, 1.9e6), 4);
    assertThat(large.exponent()).isEqualTo(6);
    assertThat(large.labels()).containsExactly("0.0", "0.5", "1.0", "1.5");
    assertThat(Ticks.of(new Range(Scale.LINEAR, 0, 3e-4), 3).exponent()).isEqualTo(-4);
  }

  @Test
  void decadesBecomePowersWhenTheyAreMany() {
    Ticks ticks = Ticks.of(new Range(Scale.LOG, 1e-7, 1e-1), 7);
    assertThat(ticks.labels()).hasSize(7).startsWith("10^{−7}").endsWith("10^{−1}");
    assertThat(ticks.major().get(0)).isEqualTo(1e-7);
    assertThat(ticks.minor()).hasSize(6 * 8);
  }

  @Test
  void fewDecadesAreMarkedInside() {
    Ticks ticks = Ticks.of(new Range(Scale.LOG, 0.007, 0.08), 5);
    assertThat(ticks.labels()).containsExactly("0.01", "0.02", "0.05");
    Ticks narrow = Ticks.of(new Range(Scale.LOG, 0.05, 0.06), 5);
    assertThat(narrow.labels()).startsWith("0.050", "0.052");
  }

  @ParameterizedTest
  @CsvSource({
    "LINEAR, 3, 3",
    "LINEAR, 0, 0",
    "LINEAR, -7e-20, -7e-20",
    "LINEAR, 1e99, 1e99",
    "LINEAR, -1e100, 1e100",
    "LINEAR, 1000000, 1000000.0000001",
    "LINEAR, 123456, 123457",
    "LOG, 5, 5",
    "LOG, 1e-99, 1e99",
    "LOG, 0.0101, 0.0102",
    "LOG, 1e-100, 1e-100",
    "LOG, 2, 9"
  })
  void everyRangeGetsAtLeastTwoDistinctTicksInside(Scale scale, double low, double high) {
    Range range = Range.around(scale, low, high, 0.05);
    assertThat(range.low()).isLessThan(range.high());
    for (int wanted : new int[] {1, 2, 5, 20}) {
      Ticks ticks = Ticks.of(range, wanted);
      assertThat(ticks.major()).hasSizeBetween(2, 60).isSorted().doesNotHaveDuplicates();
      assertThat(ticks.labels()).hasSameSizeAs(ticks.major()).doesNotHaveDuplicates();
      assertThat(ticks.major())
          .allSatisfy(v -> assertThat(range.fraction(v)).isBetween(-1e-6, 1 + 1e-6));
    }
  }

  @Test
  void nonNegativeDataDoNotPullAnAxisBelowZero() {
    assertThat(Range.around(Scale.LINEAR, 0, 10, 0.05).low()).isZero();
    assertThat(Range.around(Scale.LINEAR, 0.1, 10, 0.05).low()).isZero();
    assertThat(Range.around(Scale.LINEAR, -10, 0, 0.05).high()).isZero();
    assertThat(Range.around(Scale.LINEAR, -1, 10, 0.05).low()).isLessThan(-1);
  }
}
