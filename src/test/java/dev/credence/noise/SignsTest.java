package dev.credence.noise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Statistical parts: false alarm 1e-6 per p-value, each beside a broken source it must reject. */
class SignsTest {
  private static final double FALSE_ALARM = 1e-6;
  private static final long SEED = -7;
  private static final int ROWS = 4096;
  private static final int COLUMNS = 200; // not a multiple of 32: rows begin at new words

  @Test
  void floatsWordsAndCellsAgree() {
    for (int columns : new int[] {1, 31, 32, 33, 64, 100}) {
      int perRow = Signs.wordsPerRow(columns);
      int rows = 5;
      int stride = columns + 3;
      float[] floats = new float[2 + rows * stride];
      int[] words = new int[1 + rows * perRow];
      Signs.fill(SEED, 1, 2, 3, 1L << 33, rows, columns, floats, 2, stride);
      Signs.words(SEED, 1, 2, 3, 1L << 33, rows, columns, words, 1);
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          boolean minus = (words[1 + r * perRow + c / 32] >>> c % 32 & 1) == 1;
          assertThat(floats[2 + r * stride + c]).isEqualTo(minus ? -1f : 1f);
          assertThat(Signs.at(SEED, 1, 2, 3, (1L << 33) + r, c, columns))
              .isEqualTo(minus ? -1f : 1f);
        }
        assertThat(floats[2 + r * stride - 1]).isZero();
      }
    }
  }

  @Test
  void aRowDoesNotDependOnWhereTheFillBegins() {
    float[] all = new float[10 * 70];
    float[] one = new float[70];
    Signs.fill(SEED, 1, 2, 3, 100, 10, 70, all, 0, 70);
    Signs.fill(SEED, 1, 2, 3, 107, 1, 70, one, 0, 70);
    assertThat(one).containsExactly(Arrays.copyOfRange(all, 490, 560));
  }

  @Test
  void signsAreBalanced() {
    assertThat(balance(signs(1, 2, 3))).isGreaterThan(FALSE_ALARM);

    float[] biased = signs(1, 2, 3);
    float[] threeValued = signs(1, 2, 3); // as a peer draws them: sign of a three-way choice
    float[] u = new float[biased.length];
    Uniforms.fill(SEED, 9, 2, 3, 0, u, 0, u.length);
    for (int i = 0; i < u.length; i++) {
      biased[i] = u[i] < 0.01 ? 1 : biased[i];
      threeValued[i] = u[i] < 1f / 3 ? 0 : threeValued[i];
    }
    assertThat(balance(biased)).isLessThan(FALSE_ALARM);
    assertThat(balance(threeValued)).isLessThan(FALSE_ALARM);
  }

  @Test
  void signsArePairwiseUncorrelated() {
    float[] base = signs(4, 6, 8);
    assertThat(List.of(1, 16, 31, 32, 64, COLUMNS))
        .allSatisfy(lag -> assertThat(product(base, base, lag)).isGreaterThan(FALSE_ALARM));
    assertThat(List.of(signs(5, 6, 8), signs(4, 7, 8), signs(4, 6, 9)))
        .allSatisfy(other -> assertThat(product(base, other, 0)).isGreaterThan(FALSE_ALARM));

    float[] sticky = base.clone();
    float[] echo = signs(4, 7, 8);
    for (int i = 0; i < base.length; i++) {
      sticky[i] = i > 0 && i % 128 == 0 ? sticky[i - 1] : base[i];
      echo[i] = i % 128 == 0 ? base[i] : echo[i];
    }
    assertThat(product(sticky, sticky, 1)).isLessThan(FALSE_ALARM);
    assertThat(product(base, echo, 0)).isLessThan(FALSE_ALARM);
  }

  private static float[] signs(int stream, int step, int replica) {
    float[] dst = new float[ROWS * COLUMNS];
    Signs.fill(SEED, stream, step, replica, 0, ROWS, COLUMNS, dst, 0, COLUMNS);
    return dst;
  }

  /** Balance of the two signs; a value that is neither has probability zero. */
  private static double balance(float[] signs) {
    long sum = 0;
    for (float s : signs) {
      if (s != 1f && s != -1f) {
        return 0;
      }
      sum += (long) s;
    }
    return NoiseStatistics.signSum(sum, signs.length);
  }

  private static double product(float[] a, float[] b, int lag) {
    long sum = 0;
    for (int i = 0; i + lag < a.length; i++) {
      sum += (long) (a[i] * b[i + lag]);
    }
    return NoiseStatistics.signSum(sum, a.length - lag);
  }
}
