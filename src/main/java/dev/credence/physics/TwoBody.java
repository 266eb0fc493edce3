package dev.credence.physics;

import java.util.random.RandomGenerator;

/** Flat two-body phase space with masses: isotropic and back to back in the rest frame. */
public final class TwoBody {

  private TwoBody() {}

  /**
   * Writes two momenta of masses m1, m2 (GeV) and total (sqrtS, 0, 0, 0) from {@code offset} on;
   * |p| = sqrt[(s - (m1+m2)^2)(s - (m1-m2)^2)] / (2 sqrtS) (PDG review, Kinematics).
   */
  public static void generate(
      double m1, double m2, double sqrtS, RandomGenerator random, double[] event, int offset) {
    if (!(m1 >= 0) || !(m2 >= 0) || !(sqrtS > m1 + m2)) {
      throw new IllegalArgumentException(
          "two-body decay needs masses >= 0 and sqrtS above their sum, not %s, %s, sqrtS = %s"
              .formatted(m1, m2, sqrtS));
    }
    double plus = (sqrtS - m1 - m2) * (sqrtS + m1 + m2);
    double minus = (sqrtS - m1 + m2) * (sqrtS + m1 - m2);
    double p = Math.sqrt(plus * minus) / (2 * sqrtS);
    double cos = 2 * random.nextDouble() - 1;
    double phi = 2 * Math.PI * random.nextDouble();
    double transverse = p * Math.sqrt((1 - cos) * (1 + cos));
    double px = transverse * StrictMath.cos(phi);
    double py = transverse * StrictMath.sin(phi);
    double pz = p * cos;
    double p2 = px * px + py * py + pz * pz;
    event[offset] = Math.sqrt(p2 + m1 * m1);
    event[offset + 1] = px;
    event[offset + 2] = py;
    event[offset + 3] = pz;
    event[offset + 4] = Math.sqrt(p2 + m2 * m2);
    event[offset + 5] = -px;
    event[offset + 6] = -py;
    event[offset + 7] = -pz;
  }
}
