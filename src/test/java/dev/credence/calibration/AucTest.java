package dev.credence.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AucTest {

  @Test
  void knownExamples() {
    boolean[] labels = {false, false, true, true};
    assertThat(Auc.of(new double[] {0.1, 0.4, 0.35, 0.8}, labels).value()).isEqualTo(0.75);
    assertThat(Auc.of(new double[] {0.5, 0.5, 0.5, 0.5}, labels).value()).isEqualTo(0.5);
    assertThat(Auc.of(new double[] {0.1, 0.4, 0.4, 0.8}, labels).value()).isEqualTo(0.875);
  }

  @Test
  void pairsAndDeLongComponentsByBruteForce() {
    SplittableRandom random = new SplittableRandom(12);
    int n = 60;
    double[] scores = new double[n];
    boolean[] positive = new boolean[n];
    for (int i = 0; i < n; i++) {
      positive[i] = random.nextInt(3) == 0;
      scores[i] = random.nextInt(8) + (positive[i] ? 2 : 0); // many ties
    }
    double p = 0;
    for (boolean one : positive) {
      p += one ? 1 : 0;
    }
    double q = n - p;
    double[] component = new double[n];
    double auc = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        if (positive[i] && !positive[j]) {
          double win = scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
          component[i] += win / q;
          component[j] += win / p;
          auc += win / (p * q);
        }
      }
    }
    double s10 = 0;
    double s01 = 0;
    for (int i = 0; i < n; i++) {
      double square = Math.pow(component[i] - auc, 2);
      s10 += positive[i] ? square / (p - 1) : 0;
      s01 += positive[i] ? 0 : square / (q - 1);
    }
    Estimate estimate = Auc.of(scores, positive);
    // the sums above add 800 pairs of 1e-3 with a rounding each
    assertThat(estimate.value()).isCloseTo(auc, within(1e-13));
    assertThat(estimate.standardError()).isCloseTo(Math.sqrt(s10 / p + s01 / q), within(1e-13));
  }

  @Test
  void perfectSeparationKeepsAnErrorBar() {
    Estimate perfect = Auc.of(new double[] {1, 2, 3, 4}, new boolean[] {false, false, true, true});
    assertThat(perfect.value()).isEqualTo(1);
    assertThat(perfect.standardError()).isBetween(0.05, 0.5);
  }

  @Test
  void oneSidedLabelsHaveNoArea() {
    Estimate none = Auc.of(new double[] {1, 2}, new boolean[] {true, true});
    assertThat(none.value()).isNaN();
    assertThat(none.standardError()).isNaN();
    assertThat(Auc.macro(new double[] {1, 1}, 1, new int[] {0, 0}).value()).isNaN();
  }

  @Test
  void macroAveragesTheClassesPresent() {
    // class 3 is never a label; classes 0, 1, 2 one against the rest
    double[] p = {
      0.6, 0.2, 0.1, 0.1, 0.2, 0.6, 0.1, 0.1, 0.5, 0.3, 0.1, 0.1, 0.1, 0.2, 0.6, 0.1, 0.3, 0.1, 0.5,
      0.1
    };
    int[] labels = {0, 1, 1, 2, 0};
    double expected = 0;
    for (int k = 0; k < 3; k++) {
      double[] scores = new double[5];
      boolean[] positive = new boolean[5];
      for (int row = 0; row < 5; row++) {
        scores[row] = p[row * 4 + k];
        positive[row] = labels[row] == k;
      }
      expected += Auc.of(scores, positive).value() / 3;
    }
    assertThat(Auc.macro(p, 4, labels).value()).isCloseTo(expected, within(1e-15));
  }

  @Test
  void twoClassesGiveTheBinaryArea() {
    double[] p = {0.9, 0.1, 0.6, 0.4, 0.65, 0.35, 0.2, 0.8};
    double[] scores = {0.1, 0.4, 0.35, 0.8};
    boolean[] positive = {false, false, true, true};
    assertThat(Auc.macro(p, 2, new int[] {0, 0, 1, 1})).isEqualTo(Auc.of(scores, positive));
  }
}
