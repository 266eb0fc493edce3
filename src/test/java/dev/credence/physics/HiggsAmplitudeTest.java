package dev.credence.physics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HiggsAmplitudeTest {

  private static final double MH2 = 125.0 * 125.0;

  @Test
  void exchangingTheIncomingGluonsChangesNoBit() {
    SplittableRandom random = new SplittableRandom(41);
    for (int i = 0; i < 1000; i++) {
      double s = MH2 * (1 + 10 * random.nextDouble());
      double t = (MH2 - s) * random.nextDouble();
      double u = MH2 - s - t;
      assertThat(HiggsAmplitude.ggToHg(s, t, u)).isEqualTo(HiggsAmplitude.ggToHg(s, u, t));
    }
  }

  /** Soft gluon: 2 mH^4 times the eikonal s/(t u) at s = mH^2; corrections linear in s/mH^2 - 1. */
  @Test
  void softGluonLeavesTheEikonalFactor() {
    for (double x : new double[] {1e-2, 1e-4, 1e-6, 1e-8}) {
      double s = MH2 * (1 + x);
      double t = -0.3 * x * MH2;
      double u = -0.7 * x * MH2;
      double eikonal = MH2 / (t * u);
      assertThat(HiggsAmplitude.ggToHg(s, t, u) / (2 * MH2 * MH2 * eikonal))
          .isCloseTo(1, within(2 * x));
    }
  }

  /**
   * Collinear to a beam, z = mH^2/s: 2 mH^4 / (z |t|) (1 - z + z^2)^2 / (z (1-z)), the P_gg form.
   */
  @Test
  void collinearGluonLeavesTheSplittingFunction() {
    double s = MH2 / 0.4;
    double z = 0.4;
    double t = -1e-9 * s;
    double kernel = Math.pow(1 - z + z * z, 2) / (z * (1 - z));
    double limit = 2 * MH2 * MH2 / (z * -t) * kernel;
    assertThat(HiggsAmplitude.ggToHg(s, t, MH2 - s - t)).isCloseTo(limit, within(1e-8 * limit));
  }

  @Test
  void isLorentzInvariantOnEvents() {
    SplittableRandom random = new SplittableRandom(42);
    double[] event = new double[Process.GG_HG.eventLength()];
    for (int i = 0; i < 500; i++) {
      Process.GG_HG.generate(random, event, 0);
      double here = Process.GG_HG.amplitude(event, 0);
      double[] moved = LorentzTransform.random(random, 0.9).apply(event);
      assertThat(Process.GG_HG.amplitude(moved, 0)).isCloseTo(here, within(1e-10 * here));
    }
  }
}
