package dev.credence.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberTextTest {

  @Test
  void agreesWithTheJdkOnRandomDecimals() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100_000; i++) {
      String text = decimal(random);
      assertThat(Double.doubleToRawLongBits(NumberText.parse(text)))
          .as(text)
          .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(text)));
    }
  }

  private static String decimal(SplittableRandom random) {
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "-" : "");
    int whole = random.nextInt(12);
    int fraction = random.nextInt(whole == 0 ? 1 : 0, 26);
    digits(random, text, whole);
    if (fraction > 0 || random.nextBoolean()) {
      text.append('.');
      digits(random, text, fraction);
    }
    if (random.nextInt(4) == 0) {
      text.append(random.nextBoolean() ? "e" : "E").append(random.nextInt(-330, 310));
    }
    return text.toString();
  }

  private static void digits(SplittableRandom random, StringBuilder text, int count) {
    boolean zeros = random.nextInt(4) == 0;
    for (int i = 0; i < count; i++) {
      text.append((char) ('0' + (zeros ? 0 : random.nextInt(10))));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nan,NaN",
    "NaN,NaN",
    "-nan,NaN",
    "inf,Infinity",
    "+Infinity,Infinity",
    "-INF,-Infinity",
    "1e999,Infinity",
    "+3,3",
    "5.,5",
    ".5,0.5",
    "-0,-0.0"
  })
  void readsEveryUsualSpelling(String text, Double value) {
    assertThat(NumberText.parse(text)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "-", "+", ".", "-.", "e5", "1e", "1e+", "1d", "2f", "0x1p3", "1 2", "1,5", "--1",
        "1.2.3", "\u0661", "infinit", ".inf", "1_000", "NA"
      })
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> NumberText.parse(text)).isInstanceOf(NumberFormatException.class);
  }
}
