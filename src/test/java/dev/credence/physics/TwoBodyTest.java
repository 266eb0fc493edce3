package dev.credence.physics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TwoBodyTest {

  @Test
  void conservesMomentumOnTheMassShells() {
    SplittableRandom random = new SplittableRandom(21);
    double[] event = new double[8];
    for (double[] masses : new double[][] {{125, 0}, {0, 0}, {91, 173}}) {
      for (int i = 0; i < 1000; i++) {
        double sqrtS = 270 + 1000 * random.nextDouble();
        TwoBody.generate(masses[0], masses[1], sqrtS, random, event, 0);
        FourMomentum a = FourMomentum.at(event, 0);
        FourMomentum b = FourMomentum.at(event, 4);
        FourMomentum sum = a.plus(b);
        assertThat(sum).isEqualTo(new FourMomentum(sum.e(), 0, 0, 0));
        assertThat(sum.e()).isCloseTo(sqrtS, within(1e-12 * sqrtS));
        assertThat(a.mass2()).isCloseTo(masses[0] * masses[0], within(1e-12 * a.e() * a.e()));
        assertThat(b.mass2()).isCloseTo(masses[1] * masses[1], within(1e-12 * b.e() * b.e()));
      }
    }
  }

  /** False-alarm rate below 1e-6 each. */
  @Test
  void directionsAreIsotropic() {
    int n = 20_000;
    double[] cos = new double[n];
    double[] phi = new double[n];
    double[] event = new double[8];
    SplittableRandom random = new SplittableRandom(22);
    for (int i = 0; i < n; i++) {
      TwoBody.generate(125, 0, 300, random, event, 0);
      cos[i] = event[7] / event[4];
      phi[i] = FourMomentum.at(event, 4).phi();
    }
    assertThat(KolmogorovSmirnov.distance(cos, t -> (t + 1) / 2))
        .isLessThan(KolmogorovSmirnov.LIMIT);
    assertThat(KolmogorovSmirnov.distance(phi, t -> (t / Math.PI + 1) / 2))
        .isLessThan(KolmogorovSmirnov.LIMIT);
  }

  @Test
  void refusesEnergyBelowThreshold() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TwoBody.generate(125, 0, 125, new SplittableRandom(1), new double[8], 0))
        .withMessageContaining("above their sum");
  }
}
