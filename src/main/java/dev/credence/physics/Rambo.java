package dev.credence.physics;

import java.util.random.RandomGenerator;

/**
 * Flat n-body phase space of massless particles: R. Kleiss, W. J. Stirling, S. D. Ellis, Comput.
 * Phys. Commun. 40 (1986) 359. Every point has the same weight.
 */
public final class Rambo {

  private Rambo() {}

  /**
   * Writes {@code n >= 2} massless momenta of total (sqrtS, 0, 0, 0) GeV from {@code offset} on.
   *
   * <p>Independent isotropic momenta with energy density q exp(-q) are boosted to their common rest
   * frame and scaled to sqrtS. Rounding grows with the square of that boost; strong boosts have
   * probability ~ gamma^(2-2n), so for n = 2 prefer {@link TwoBody}.
   */
  public static void generate(
      int n, double sqrtS, RandomGenerator random, double[] event, int offset) {
    if (n < 2 || !(sqrtS > 0)) {
      throw new IllegalArgumentException(
          "rambo needs n >= 2 particles and sqrtS > 0, not n = %d, sqrtS = %s".formatted(n, sqrtS));
    }
    int end = offset + 4 * n;
    double sumE = 0;
    double sumX = 0;
    double sumY = 0;
    double sumZ = 0;
    for (int at = offset; at < end; at += 4) {
      double cos = 2 * random.nextDouble() - 1;
      double phi = 2 * Math.PI * random.nextDouble();
      // 1 - u lies in (0, 1], where the logarithm is finite.
      double q = -StrictMath.log((1 - random.nextDouble()) * (1 - random.nextDouble()));
      double transverse = q * Math.sqrt((1 - cos) * (1 + cos));
      sumE += event[at] = q;
      sumX += event[at + 1] = transverse * StrictMath.cos(phi);
      sumY += event[at + 2] = transverse * StrictMath.sin(phi);
      sumZ += event[at + 3] = q * cos;
    }
    double mass = Math.sqrt(sumE * sumE - sumX * sumX - sumY * sumY - sumZ * sumZ);
    double bx = -sumX / mass;
    double by = -sumY / mass;
    double bz = -sumZ / mass;
    double a = 1 / (1 + sumE / mass);
    double scale = sqrtS / mass;
    for (int at = offset; at < end; at += 4) {
      double bq = bx * event[at + 1] + by * event[at + 2] + bz * event[at + 3];
      double along = event[at] + a * bq;
      double px = scale * (event[at + 1] + bx * along);
      double py = scale * (event[at + 2] + by * along);
      double pz = scale * (event[at + 3] + bz * along);
      // The norm rather than the boosted energy keeps the particle massless to the last bit.
      event[at] = Math.sqrt(px * px + py * py + pz * pz);
      event[at + 1] = px;
      event[at + 2] = py;
      event[at + 3] = pz;
    }
  }
}
