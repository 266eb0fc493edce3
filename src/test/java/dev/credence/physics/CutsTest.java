package dev.credence.physics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class CutsTest {

  private static final Cuts CUTS = new Cuts(20, 5, 0.4);

  private static double[] event(double... ptEtaPhi) {
    double[] event = new double[1 + ptEtaPhi.length / 3 * 4];
    for (int k = 0, at = 1; k < ptEtaPhi.length; k += 3, at += 4) {
      event[at] = ptEtaPhi[k] * Math.cosh(ptEtaPhi[k + 1]);
      event[at + 1] = ptEtaPhi[k] * Math.cos(ptEtaPhi[k + 2]);
      event[at + 2] = ptEtaPhi[k] * Math.sin(ptEtaPhi[k + 2]);
      event[at + 3] = ptEtaPhi[k] * Math.sinh(ptEtaPhi[k + 1]);
    }
    return event;
  }

  private static boolean accepts(double... ptEtaPhi) {
    return CUTS.accepts(event(ptEtaPhi), 1, ptEtaPhi.length / 3);
  }

  @Test
  void appliesEachCutOnEitherSideOfItsBoundary() {
    assertThat(accepts(20.001, 0, 0)).isTrue();
    assertThat(accepts(19.999, 0, 0)).isFalse();
    assertThat(accepts(30, -4.999, 1)).isTrue();
    assertThat(accepts(30, -5.001, 1)).isFalse();
    assertThat(accepts(30, 1, 3.1, 40, 1.39, -3.1)).isFalse();
    assertThat(accepts(30, 1, 3.1, 40, 1.395, -3.1)).isTrue();
    assertThat(accepts(30, 1, 0, 40, 1.3, 0.25)).isFalse();
    assertThat(accepts(30, 1, 0, 40, 1.3, 0.27)).isTrue();
  }

  @Test
  void looksAtEveryPair() {
    assertThat(accepts(30, 0, 0, 30, 0, 2, 30, 0, 2.3)).isFalse();
    assertThat(accepts(30, 0, 0, 30, 0, 2, 30, 0, 0.3)).isFalse();
    assertThat(accepts(30, 0, 0, 30, 0, 0.3, 30, 0, 2)).isFalse();
  }

  @Test
  void rejectsMomentaThatAreNotNumbers() {
    assertThat(CUTS.accepts(new double[] {1, Double.NaN, 30, 0}, 0, 1)).isFalse();
  }

  @Test
  void refusesMeaninglessBounds() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Cuts(Double.NaN, 5, 0.4));
    assertThatIllegalArgumentException().isThrownBy(() -> new Cuts(20, 0, 0.4));
    assertThatIllegalArgumentException().isThrownBy(() -> new Cuts(20, 5, -1));
  }
}
