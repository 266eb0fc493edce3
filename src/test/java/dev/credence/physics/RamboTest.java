package dev.credence.physics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RamboTest {

  private static final int N = 40_000;

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 7})
  void conservesMomentumAndKeepsMassesZero(int n) {
    SplittableRandom random = new SplittableRandom(11);
    double[] event = new double[4 * n];
    for (int i = 0; i < N; i++) {
      Rambo.generate(n, 1000, random, event, 0);
      FourMomentum sum = new FourMomentum(0, 0, 0, 0);
      for (int at = 0; at < event.length; at += 4) {
        FourMomentum p = FourMomentum.at(event, at);
        assertThat(Math.abs(p.mass2()) <= 1e-12 * p.e() * p.e()).isTrue();
        sum = sum.plus(p);
      }
      double worst =
          Math.abs(sum.e() - 1000) + Math.abs(sum.px()) + Math.abs(sum.py()) + Math.abs(sum.pz());
      assertThat(worst <= 1e-12 * 1000).as("total %s", sum).isTrue();
    }
  }

  /** Flat three-body space is a flat Dalitz triangle: P(s_12 / s > x) = (1 - x)^2. */
  @Test
  void pairMassesOfThreeAreFlatInTheDalitzTriangle() {
    double[] x = new double[N];
    double[] event = new double[12];
    SplittableRandom random = new SplittableRandom(12);
    for (int i = 0; i < N; i++) {
      Rambo.generate(3, 10, random, event, 0);
      x[i] = Kinematics.twoDot(event, 0, 0, 1) / 100;
    }
    assertThat(KolmogorovSmirnov.distance(x, t -> t * (2 - t))).isLessThan(KolmogorovSmirnov.LIMIT);
  }

  /** With x = 2 E / sqrtS, four massless bodies have density 6 x (1 - x). */
  @Test
  void energiesOfFourFollowTheThreeBodyRecoilVolume() {
    double[] x = new double[N];
    double[] event = new double[16];
    SplittableRandom random = new SplittableRandom(13);
    for (int i = 0; i < N; i++) {
      Rambo.generate(4, 10, random, event, 0);
      x[i] = event[8] / 5;
    }
    assertThat(KolmogorovSmirnov.distance(x, t -> t * t * (3 - 2 * t)))
        .isLessThan(KolmogorovSmirnov.LIMIT);
  }

  /** Drawing energies as exp(-q) instead of q exp(-q), an easy slip, must not pass as flat. */
  @Test
  void theEnergyTestRejectsTheWrongEnergyDensity() {
    double[] x = new double[N];
    SplittableRandom random = new SplittableRandom(14);
    for (int i = 0; i < N; i++) {
      FourMomentum sum = new FourMomentum(0, 0, 0, 0);
      FourMomentum last = sum;
      for (int k = 0; k < 4; k++) {
        double q = -Math.log(1 - random.nextDouble());
        double cos = 2 * random.nextDouble() - 1;
        double phi = 2 * Math.PI * random.nextDouble();
        double sin = Math.sqrt(1 - cos * cos);
        last = new FourMomentum(q, q * sin * Math.cos(phi), q * sin * Math.sin(phi), q * cos);
        sum = sum.plus(last);
      }
      x[i] = 2 * sum.dot(last) / sum.mass2();
    }
    assertThat(KolmogorovSmirnov.distance(x, t -> t * t * (3 - 2 * t)))
        .isGreaterThan(KolmogorovSmirnov.LIMIT);
  }

  @Test
  void directionsAreIsotropic() {
    double[] cos = new double[N];
    double[] phi = new double[N];
    double[] event = new double[12];
    SplittableRandom random = new SplittableRandom(15);
    for (int i = 0; i < N; i++) {
      Rambo.generate(3, 10, random, event, 0);
      cos[i] = event[3] / event[0];
      phi[i] = FourMomentum.at(event, 0).phi();
    }
    assertThat(KolmogorovSmirnov.distance(cos, t -> (t + 1) / 2))
        .isLessThan(KolmogorovSmirnov.LIMIT);
    assertThat(KolmogorovSmirnov.distance(phi, t -> (t / Math.PI + 1) / 2))
        .isLessThan(KolmogorovSmirnov.LIMIT);
  }

  @Test
  void refusesOneParticleAndNoEnergy() {
    SplittableRandom random = new SplittableRandom(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rambo.generate(1, 10, random, new double[4], 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rambo.generate(3, Double.NaN, random, new double[12], 0));
  }
}
