package dev.credence.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelStepsTest {
  private static double step(int rows, IntToDoubleFunction label) {
    return LabelSteps.of(IntStream.range(0, rows).mapToDouble(label).toArray(), 1, 0);
  }

  @Test
  void findsTheStepOfMarks() {
    assertThat(step(100, i -> 3 + i % 6)).isEqualTo(1);
  }

  @Test
  void findsAStepThatNoTwoLabelsAreApart() {
    // Differences of 2 and 3 tenths, from an offset.
    double[] values = {0.73, 0.93, 1.23};
    assertThat(step(60, i -> values[i % 3])).isCloseTo(0.1, within(1e-9));
    assertThat(step(60, i -> -1e6 * values[i % 3])).isCloseTo(1e5, within(1e-3));
  }

  @Test
  void findsTheStepOfNumbersThatWereFloat32() {
    assertThat(step(1000, i -> 0.1f * (i % 50))).isCloseTo(0.1, within(1e-6));
  }

  @Test
  void knowsContinuousLabels() {
    Random random = new Random(1);
    double[] values = random.doubles(10).toArray();
    assertThat(step(1000, i -> random.nextGaussian())).isZero();
    // Few values as well, which are multiples of nothing.
    assertThat(step(1000, i -> values[i % 10])).isZero();
  }

  @Test
  void asksForManyRowsOfEachValue() {
    assertThat(step(59, i -> i % 6)).isZero();
    assertThat(step(60, i -> i % 6)).isEqualTo(1);
  }

  @Test
  void aConstantHasNoStep() {
    assertThat(step(100, i -> 7)).isZero();
  }

  @Test
  void readsOneColumnOfSeveral() {
    double[] labels = new double[200];
    for (int row = 0; row < 100; row++) {
      labels[2 * row] = row;
      labels[2 * row + 1] = row % 4 * 0.5;
    }
    assertThat(LabelSteps.of(labels, 2, 0)).isZero();
    assertThat(LabelSteps.of(labels, 2, 1)).isEqualTo(0.5);
  }

  @Test
  void widthIsThatOfAUniformDensity() {
    // Rounding 0 to 1 in steps of 0.1.
    double squares =
        IntStream.range(0, 100_000)
            .mapToDouble(i -> (i + 0.5) / 100_000)
            .map(x -> x - Math.rint(x * 10) / 10)
            .map(rest -> rest * rest)
            .average()
            .orElseThrow();
    assertThat(LabelSteps.width(0.1)).isCloseTo(Math.sqrt(squares), within(1e-6));
  }
}
