package dev.credence.physics;

import java.util.ArrayList;
import java.util.List;

/**
 * Exact tree-level squared amplitudes of four and five gluons, averaged over incoming and summed
 * over outgoing colours and helicities, with g_s = 1 and no factor for identical particles.
 *
 * <p>S. J. Parke and T. R. Taylor, Phys. Rev. Lett. 56 (1986) 2459; M. L. Mangano and S. J. Parke,
 * Phys. Rep. 200 (1991) 301: |M|^2 = h N^(n-2) (N^2-1) / 256 * sum_{i&lt;j} s_ij^4 * sum over
 * (n-1)! cyclic orderings of 1/(s_12 s_23 .. s_n1), N = 3, exact in colour for n &lt;= 5. h = 1 for
 * n = 4, where each helicity configuration appears once among the pairs ij; h = 2 for n = 5 (MHV
 * and its conjugate).
 *
 * <p>Crossing the incoming momenta flips the sign of s_ij between an incoming and an outgoing
 * gluon. s_ij^4 is even, and a closed ordering crosses between the two groups an even number of
 * times, so 2 p_i.p_j of the physical momenta serves as it is.
 */
public final class GluonAmplitudes {

  private static final int[][] FOUR = cyclicOrderings(4);
  private static final int[][] FIVE = cyclicOrderings(5);

  private GluonAmplitudes() {}

  /** |M(gg -> gg)|^2 / g_s^4 = 9/2 (3 - tu/s^2 - su/t^2 - st/u^2) of a row of four gluons. */
  public static double ggToGg(double[] event, int offset) {
    return 9 * 8 / 256.0 * parkeTaylor(event, offset, 4, FOUR);
  }

  /** |M(gg -> ggg)|^2 / g_s^6 in GeV^-2 of a row of five gluons. */
  public static double ggToGgg(double[] event, int offset) {
    return 2 * 27 * 8 / 256.0 * parkeTaylor(event, offset, 5, FIVE);
  }

  private static double parkeTaylor(double[] event, int offset, int n, int[][] orderings) {
    double[] s = new double[n * n];
    double fourthPowers = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        double sij = Kinematics.twoDot(event, offset, i, j);
        s[i * n + j] = sij;
        s[j * n + i] = sij;
        fourthPowers += sij * sij * sij * sij;
      }
    }
    double sum = 0;
    for (int[] ordering : orderings) {
      double product = s[ordering[n - 1] * n + ordering[0]];
      for (int k = 1; k < n; k++) {
        product *= s[ordering[k - 1] * n + ordering[k]];
      }
      sum += 1 / product;
    }
    // An ordering and its reflection give the same product; only one of the two is listed.
    return fourthPowers * 2 * sum;
  }

  /** The (n-1)!/2 orderings of n gluons on a circle, up to rotation and reflection. */
  private static int[][] cyclicOrderings(int n) {
    List<int[]> found = new ArrayList<>();
    extend(new int[n], 1, found);
    return found.toArray(int[][]::new);
  }

  private static void extend(int[] ordering, int length, List<int[]> found) {
    int n = ordering.length;
    if (length == n) {
      if (ordering[1] < ordering[n - 1]) {
        found.add(ordering.clone());
      }
      return;
    }
    for (int gluon = 1; gluon < n; gluon++) {
      boolean used = false;
      for (int k = 1; k < length; k++) {
        used |= ordering[k] == gluon;
      }
      if (!used) {
        ordering[length] = gluon;
        extend(ordering, length + 1, found);
      }
    }
  }
}
