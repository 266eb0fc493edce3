package dev.credence.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StandardizerTest {

  @Test
  void fitsPopulationMomentsOfTheGivenRowsOnly() {
    Table table = Table.of("t", Column.of("a", 1.0, 3.0, 1e9), Column.of("b", 5.0, 5.0, 5.0));
    Standardizer fitted = Standardizer.fit(table, new int[] {1, 0}, new int[] {0, 1});
    assertThat(fitted.means()).containsExactly(5, 2);
    assertThat(fitted.scales()).as("constant column first").containsExactly(1, 1);
    assertThat(fitted.apply(table, new int[] {1, 0}, new int[] {1, 0}))
        .containsExactly(0, 1, 0, -1);
  }

  @Test
  void isExactForConstantColumnsAndOneRow() {
    float[] values = new float[1001];
    java.util.Arrays.fill(values, 0.1f);
    Standardizer fitted = Standardizer.fit(values, 1001, 1, 1);
    assertThat(fitted.scales()).containsExactly(1);
    assertThat(fitted.means()).containsExactly((double) 0.1f);
    assertThat(Standardizer.fit(values, 1, 1, 1).scales()).containsExactly(1);
  }

  @Test
  void isStableUnderLargeOffsets() {
    // Sums of squares in float64 would lose all digits of this spread: 1e9^2 * 2^-53 > 100 * 0.25.
    double offset = 1e12;
    int n = 10_000;
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = offset + (i % 2);
    }
    Table table = Table.of("t", Column.of("time", values));
    Standardizer fitted = Standardizer.fit(table, new int[] {0}, table.allRows());
    // Welford: n * u * offset bounds the error of the mean's last digits.
    assertThat(fitted.means()[0] - offset).isCloseTo(0.5, within(1e-3));
    assertThat(fitted.scales()[0]).isCloseTo(0.5, within(1e-3));
    float[] z = fitted.apply(table, new int[] {0}, new int[] {0, 1});
    assertThat(z[0]).isCloseTo(-1f, within(4e-3f));
    assertThat(z[1]).isCloseTo(1f, within(4e-3f));
  }

  @Test
  void invertsWithinRoundingAndLeavesPaddingAlone() {
    SplittableRandom random = new SplittableRandom(3);
    int rows = 100;
    int stride = 5;
    float[] values = new float[rows * stride];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % stride < 3 ? (float) (10 + 3 * random.nextDouble()) : Float.NaN;
    }
    float[] original = values.clone();
    Standardizer fitted = Standardizer.fit(values, rows, 3, stride);
    fitted.apply(values, rows, stride);
    double sum = 0;
    double squares = 0;
    for (int row = 0; row < rows; row++) {
      sum += values[row * stride];
      squares += values[row * stride] * values[row * stride];
      assertThat(values[row * stride + 3]).isNaN();
    }
    // Float32 rounding of each z, |z| < 4: at most 2^-23 apiece.
    assertThat(sum / rows).isCloseTo(0, within(1e-6));
    assertThat(squares / rows).isCloseTo(1, within(1e-5));
    fitted.invert(values, rows, stride);
    for (int i = 0; i < values.length; i++) {
      if (i % stride < 3) {
        // One rounding of z times the scale, one of x.
        assertThat(values[i]).isCloseTo(original[i], within(13 * 0x1p-22f));
      }
    }
  }

  @Test
  void restoresFromItsNumbersAndChecksThem() {
    Standardizer one = Standardizer.of(new double[] {1, 2}, new double[] {3, 4});
    assertThat(Standardizer.of(one.means(), one.scales())).hasToString(one.toString());
    one.means()[0] = 9;
    assertThat(one.means()).containsExactly(1, 2);
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> Standardizer.of(new double[] {1}, new double[] {bad}))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** Powers of two change no digit of a sum of squares that neither overflows nor vanishes. */
  @Test
  void columnsInAnyUnit() {
    double[] values = {3, -1, 0.1, 7, 1e-3};
    int[] rows = {0, 1, 2, 3, 4};
    Standardizer plain = Standardizer.fit(values, 1, rows);
    for (int exponent : new int[] {-1000, -600, -1, 600, 1020}) {
      double unit = Math.scalb(1.0, exponent);
      double[] scaled = Arrays.stream(values).map(value -> value * unit).toArray();
      Standardizer fitted = Standardizer.fit(scaled, 1, rows);
      assertThat(fitted.means()).containsExactly(plain.means()[0] * unit);
      assertThat(fitted.scales()).containsExactly(plain.scales()[0] * unit);
    }
    double least = Double.MIN_VALUE;
    assertThat(Standardizer.fit(new double[] {8 * least, -8 * least}, 1, new int[] {0, 1}).scales())
        .containsExactly(8 * least);
    assertThat(Standardizer.fit(new double[] {0, 0}, 1, new int[] {0, 1}).scales())
        .containsExactly(1);
  }

  @Test
  void refusesBadNumbers() {
    Table table = Table.of("t", Column.of("a", 1.0, Double.NaN));
    assertThatThrownBy(() -> Standardizer.fit(table, new int[] {0}, table.allRows()))
        .isInstanceOf(DataException.class)
        .hasMessage("t, row index 1, column 'a': NaN is not a finite number");
    assertThatThrownBy(() -> Standardizer.fit(new float[] {1, Float.NaN}, 2, 1, 1))
        .isInstanceOf(DataException.class);
  }
}
