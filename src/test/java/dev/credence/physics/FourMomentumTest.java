package dev.credence.physics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FourMomentumTest {

  private static FourMomentum massless(double pt, double eta, double phi) {
    return new FourMomentum(
        pt * Math.cosh(eta), pt * Math.cos(phi), pt * Math.sin(phi), pt * Math.sinh(eta));
  }

  @Test
  void recoversPtEtaPhi() {
    for (double eta : new double[] {-12, -5, -1e-9, 0, 0.3, 5, 12}) {
      FourMomentum p = massless(37, eta, -2.5);
      assertThat(p.pt()).isCloseTo(37, within(1e-13 * 37));
      assertThat(p.eta()).isCloseTo(eta, within(1e-14 + 1e-14 * Math.abs(eta)));
      assertThat(p.phi()).isCloseTo(-2.5, within(1e-14));
    }
  }

  @Test
  void pseudorapidityIsThatOfThePolarAngle() {
    FourMomentum p = new FourMomentum(200, 3, 4, -17);
    double theta = Math.atan2(5, -17);
    assertThat(p.eta()).isCloseTo(-Math.log(Math.tan(theta / 2)), within(1e-14));
  }

  @Test
  void deltaRFoldsTheAzimuth() {
    FourMomentum a = massless(50, 1.0, 3.1);
    FourMomentum b = massless(20, 0.7, -3.1);
    assertThat(a.deltaR(b)).isCloseTo(Math.hypot(0.3, 2 * Math.PI - 6.2), within(1e-13));
  }

  @Test
  void productsFollowTheMetric() {
    FourMomentum p = new FourMomentum(5, 1, 2, 3);
    FourMomentum q = new FourMomentum(7, -1, 0, 2);
    assertThat(p.dot(q)).isEqualTo(35 + 1 - 6);
    assertThat(p.mass2()).isEqualTo(25 - 14);
    assertThat(p.plus(q).minus(q)).isEqualTo(p);
    assertThat(FourMomentum.at(new double[] {0, 5, 1, 2, 3}, 1)).isEqualTo(p);
  }
}
