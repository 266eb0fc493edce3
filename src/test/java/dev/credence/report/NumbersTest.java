package dev.credence.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

  /** The examples of the Particle Data Group's rounding rule, and the edges of its three cases. */
  @ParameterizedTest
  @CsvSource({
    "0.827, 0.119, 0.83 ± 0.12",
    "0.827, 0.367, 0.8 ± 0.4",
    "0.0517, 0.000612, 0.0517 ± 0.0006",
    "1, 0.354, 1.00 ± 0.35",
    "1, 0.355, 1.0 ± 0.4",
    "1, 0.949, 1.0 ± 0.9",
    "1, 0.96, 1.0 ± 1.0",
    "1.25, 0.0996, 1.25 ± 0.10",
    "-0.00412, 0.0058, −0.004 ± 0.006",
    "1234.5, 57, 1230 ± 60",
    "0, 0.02, 0.000 ± 0.020",
    "0.000183, 0.0000041, (1.83 ± 0.04) × 10^{−4}",
    "-12345678, 23000, (−1.2346 ± 0.0023) × 10^{7}",
    "1e-9, 0.5, 0.0 ± 0.5",
    "2e-8, 3e-6, (0.0 ± 3.0) × 10^{−6}",
    "5, 0, 5 ± 0"
  })
  void valueAndErrorHaveMatchingDigits(double value, double error, String text) {
    assertThat(Numbers.format(value, error)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0", "3.14159, 3.142", "-0.5, −0.5", "0.00002, 2 × 10^{−5}", "30000, 30\u2009000",
    "1234567.5, 1.235 × 10^{6}", "0.99996, 1", "12, 12", "1e300, 1 × 10^{300}", "0.006100, 0.0061"
  })
  void aValueAloneHasFourDigits(double value, String text) {
    assertThat(Numbers.format(value)).isEqualTo(text);
  }

  @Test
  void durations() {
    assertThat(Numbers.format(Duration.ofMillis(4_240))).isEqualTo("4.2 s");
    assertThat(Numbers.format(Duration.ofMillis(151_234))).isEqualTo("2 min 31.2 s");
    assertThat(Numbers.format(Duration.ofMinutes(125))).isEqualTo("2 h 5 min");
  }

  @Test
  void whatIsNotFiniteIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Numbers.format(Double.NaN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Numbers.format(1, Double.POSITIVE_INFINITY));
    assertThatIllegalArgumentException().isThrownBy(() -> Numbers.format(1, -1));
  }
}
