package dev.credence.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SplitTest {

  @Test
  void dealsEveryRowOnce() {
    for (int rows : new int[] {1, 2, 10, 997}) {
      Split split = Split.of(rows, 0.1, 0.2, 5);
      assertThat(split.validation()).hasSize((int) Math.round(rows * 0.1)).isSorted();
      assertThat(split.test()).hasSize((int) Math.round(rows * 0.2)).isSorted();
      int[] all =
          Stream.of(split.train(), split.validation(), split.test())
              .flatMapToInt(IntStream::of)
              .sorted()
              .toArray();
      assertThat(all).isEqualTo(IntStream.range(0, rows).toArray());
    }
  }

  @Test
  void isAFunctionOfTheSeed() {
    assertThat(Split.of(100, 0.2, 0.1, 7).test()).isEqualTo(Split.of(100, 0.2, 0.1, 7).test());
    assertThat(Split.of(100, 0.2, 0.1, 7).test()).isNotEqualTo(Split.of(100, 0.2, 0.1, 8).test());
  }

  /** Each row is tested with probability 0.3; 5 sigma on 50 counts: false alarm below 3e-5. */
  @Test
  void prefersNoRow() {
    int seeds = 4000;
    int[] tested = new int[50];
    for (int seed = 0; seed < seeds; seed++) {
      for (int row : Split.of(50, 0, 0.3, seed).test()) {
        tested[row]++;
      }
    }
    double sigma = Math.sqrt(seeds * 0.3 * 0.7);
    for (int count : tested) {
      assertThat(Math.abs(count - seeds * 0.3)).isLessThan(5 * sigma);
    }
  }

  @Test
  void refusesFractionsThatLeaveNothing() {
    assertThatThrownBy(() -> Split.of(10, 0.5, 0.5, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Split.of(10, Double.NaN, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Split.of(1, 0.6, 0, 1))
        .isInstanceOf(DataException.class)
        .hasMessage("no row is left for training: of 1 rows, 1 go to validation and 0 to test");
  }
}
