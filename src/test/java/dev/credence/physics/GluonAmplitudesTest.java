package dev.credence.physics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GluonAmplitudesTest {

  private static final double SQRT_S = 1000;

  /** Two beams of 500 GeV along z, then the given momenta. */
  private static double[] withBeams(FourMomentum... outgoing) {
    double[] event = new double[8 + 4 * outgoing.length];
    event[0] = event[3] = event[4] = SQRT_S / 2;
    event[7] = -SQRT_S / 2;
    for (int i = 0; i < outgoing.length; i++) {
      put(outgoing[i], event, 8 + 4 * i);
    }
    return event;
  }

  private static void put(FourMomentum p, double[] event, int at) {
    event[at] = p.e();
    event[at + 1] = p.px();
    event[at + 2] = p.py();
    event[at + 3] = p.pz();
  }

  private static FourMomentum along(double energy, double cos, double phi) {
    double sin = Math.sqrt(1 - cos * cos);
    return new FourMomentum(
        energy, energy * sin * Math.cos(phi), energy * sin * Math.sin(phi), energy * cos);
  }

  /** The two halves of a massive system that decays along (cos, phi) in its rest frame. */
  private static FourMomentum[] decay(FourMomentum parent, double mass, double cos, double phi) {
    FourMomentum first = along(mass / 2, cos, phi);
    double[] event = new double[4];
    put(first, event, 0);
    double e = parent.e();
    FourMomentum boosted =
        FourMomentum.at(
            LorentzTransform.boost(parent.px() / e, parent.py() / e, parent.pz() / e).apply(event),
            0);
    return new FourMomentum[] {boosted, parent.minus(boosted)};
  }

  @Test
  void fourGluonsMatchTheClosedForm() {
    SplittableRandom random = new SplittableRandom(31);
    for (int i = 0; i < 2000; i++) {
      FourMomentum p =
          along(SQRT_S / 2, 1.96 * random.nextDouble() - 0.98, 6 * random.nextDouble());
      double[] event = withBeams(p, new FourMomentum(p.e(), -p.px(), -p.py(), -p.pz()));
      double s = SQRT_S * SQRT_S;
      double t = -Kinematics.twoDot(event, 0, 0, 2);
      double u = -s - t;
      double expected = 4.5 * (3 - t * u / (s * s) - s * u / (t * t) - s * t / (u * u));
      assertThat(GluonAmplitudes.ggToGg(event, 0)).isCloseTo(expected, within(1e-12 * expected));
    }
  }

  @Test
  void fiveGluonsAreLorentzInvariant() {
    SplittableRandom random = new SplittableRandom(32);
    double[] event = new double[Process.GG_GGG.eventLength()];
    for (int i = 0; i < 500; i++) {
      Process.GG_GGG.generate(random, event, 0);
      double here = GluonAmplitudes.ggToGgg(event, 0);
      double[] moved = LorentzTransform.random(random, 0.9).apply(event);
      // gamma^2 E E / s_ij of up to some 10^4 amplifies rounding in each invariant.
      assertThat(GluonAmplitudes.ggToGgg(moved, 0)).isCloseTo(here, within(1e-10 * here));
    }
  }

  @Test
  void fiveGluonsAreInvariantUnderAllPermutations() {
    double[] event = new double[Process.GG_GGG.eventLength()];
    Process.GG_GGG.generate(new SplittableRandom(33), event, 0);
    double here = GluonAmplitudes.ggToGgg(event, 0);
    int permutations = 0;
    for (int code = 0; code < 3125; code++) {
      double[] moved = new double[20];
      int seen = 0;
      for (int k = 0, rest = code; k < 5; k++, rest /= 5) {
        System.arraycopy(event, 4 * (rest % 5), moved, 4 * k, 4);
        seen |= 1 << rest % 5;
      }
      if (seen == 31) {
        permutations++;
        assertThat(GluonAmplitudes.ggToGgg(moved, 0)).isCloseTo(here, within(1e-13 * here));
      }
    }
    assertThat(permutations).isEqualTo(120);
  }

  @Test
  void fiveGluonsScaleAsInverseEnergySquared() {
    double[] event = new double[Process.GG_GGG.eventLength()];
    Process.GG_GGG.generate(new SplittableRandom(34), event, 0);
    double here = GluonAmplitudes.ggToGgg(event, 0);
    for (int k = 0; k < event.length; k++) {
      event[k] *= 2;
    }
    assertThat(GluonAmplitudes.ggToGgg(event, 0)).isCloseTo(here / 4, within(1e-15 * here));
  }

  /**
   * A soft gluon 5 multiplies each colour-ordered four-gluon term by 2 N g^2 times the sum of the
   * eikonals s_ij / (s_i5 s_5j) over its neighbours i, j; corrections vanish linearly in its
   * energy.
   */
  @Test
  void softGluonFactorisesIntoEikonals() {
    SplittableRandom random = new SplittableRandom(35);
    for (int trial = 0; trial < 20; trial++) {
      double cos = 1.6 * random.nextDouble() - 0.8;
      double phi = 6 * random.nextDouble();
      double softCos = 1.6 * random.nextDouble() - 0.8;
      double softPhi = 6 * random.nextDouble();
      for (double lambda : new double[] {1e-2, 1e-3, 1e-4, 1e-5, 1e-6}) {
        FourMomentum soft = along(lambda * SQRT_S / 2, softCos, softPhi);
        FourMomentum recoil = new FourMomentum(SQRT_S, 0, 0, 0).minus(soft);
        FourMomentum[] hard = decay(recoil, Math.sqrt(recoil.mass2()), cos, phi);
        double exact = GluonAmplitudes.ggToGgg(withBeams(hard[0], hard[1], soft), 0);
        FourMomentum back = along(SQRT_S / 2, -cos, phi + Math.PI);
        double[] four = withBeams(along(SQRT_S / 2, cos, phi), back);
        double limit = eikonalLimit(four, soft);
        assertThat(Math.abs(exact / limit - 1) <= 100 * lambda)
            .as("lambda %s: %s against %s", lambda, exact, limit)
            .isTrue();
      }
    }
  }

  private static double eikonalLimit(double[] four, FourMomentum soft) {
    double[][] s = new double[4][4];
    double[] s5 = new double[4];
    double fourthPowers = 0;
    for (int i = 0; i < 4; i++) {
      s5[i] = 2 * FourMomentum.at(four, 4 * i).dot(soft);
      for (int j = 0; j < 4; j++) {
        s[i][j] = 2 * FourMomentum.at(four, 4 * i).dot(FourMomentum.at(four, 4 * j));
        fourthPowers += i < j ? Math.pow(s[i][j], 4) : 0;
      }
    }
    double sum = 0;
    for (int[] o : new int[][] {{0, 1, 2, 3}, {0, 1, 3, 2}, {0, 2, 1, 3}}) {
      double eikonals = 0;
      double product = 1;
      for (int k = 0; k < 4; k++) {
        int i = o[k];
        int j = o[(k + 1) % 4];
        product *= s[i][j];
        eikonals += s[i][j] / (s5[i] * s5[j]);
      }
      sum += 2 * eikonals / product;
    }
    return 2 * 27 * 8 / 256.0 * fourthPowers * sum;
  }

  /**
   * Collinear gluons: |M5|^2 -> 2 g^2 / s_45 * P_gg(z) |M4|^2 with the Altarelli-Parisi kernel P_gg
   * = 2 N (z/(1-z) + (1-z)/z + z(1-z)); corrections vanish as the transverse momentum, sqrt(s_45).
   */
  @Test
  void collinearGluonsFactoriseIntoTheSplittingFunction() {
    SplittableRandom random = new SplittableRandom(36);
    for (int trial = 0; trial < 20; trial++) {
      double cos = 1.6 * random.nextDouble() - 0.8;
      double phi = 6 * random.nextDouble();
      double z = 0.1 + 0.8 * random.nextDouble();
      double azimuth = 6 * random.nextDouble();
      for (double delta : new double[] {1e-4, 1e-6, 1e-8}) {
        // The beam axis is turned instead of the decay: a parent along z splits at cos = 2 z - 1.
        double energy = SQRT_S / 2 * (1 - delta);
        FourMomentum recoil = new FourMomentum(energy, 0, 0, -energy);
        FourMomentum parent = new FourMomentum(SQRT_S, 0, 0, 0).minus(recoil);
        double mass = SQRT_S * Math.sqrt(delta);
        FourMomentum[] pair = decay(parent, mass, 2 * z - 1, azimuth);
        double[] five = withBeams(recoil, pair[0], pair[1]);
        double[] four = withBeams(along(SQRT_S / 2, -1, 0), along(SQRT_S / 2, 1, 0));
        for (double[] event : new double[][] {five, four}) {
          put(along(SQRT_S / 2, cos, phi), event, 0);
          put(along(SQRT_S / 2, -cos, phi + Math.PI), event, 4);
        }
        double kernel = 6 * (z / (1 - z) + (1 - z) / z + z * (1 - z));
        double limit = 2 / (mass * mass) * kernel * GluonAmplitudes.ggToGg(four, 0);
        double exact = GluonAmplitudes.ggToGgg(five, 0);
        assertThat(Math.abs(exact / limit - 1) <= 20 * Math.sqrt(delta))
            .as("delta %s, z %s: %s against %s", delta, z, exact, limit)
            .isTrue();
      }
    }
  }
}
