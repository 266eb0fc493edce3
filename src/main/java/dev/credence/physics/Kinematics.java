package dev.credence.physics;

/** The few kinematic functions that run on event rows without allocating. */
final class Kinematics {

  private Kinematics() {}

  /** 2 p_i . p_j in GeV^2 of particles i and j of the event at {@code offset}. */
  static double twoDot(double[] event, int offset, int i, int j) {
    int a = offset + 4 * i;
    int b = offset + 4 * j;
    return 2
        * (event[a] * event[b]
            - event[a + 1] * event[b + 1]
            - event[a + 2] * event[b + 2]
            - event[a + 3] * event[b + 3]);
  }

  static double pt(double[] event, int at) {
    double px = event[at + 1];
    double py = event[at + 2];
    return Math.sqrt(px * px + py * py);
  }

  /** asinh(pz/pT), taken of |pz| so that nothing cancels backwards. */
  static double eta(double pt, double pz) {
    double forward = StrictMath.log((Math.abs(pz) + Math.sqrt(pt * pt + pz * pz)) / pt);
    return Math.copySign(forward, pz);
  }

  /** Angle in [0, pi] between two transverse vectors. */
  static double deltaPhi(double ax, double ay, double bx, double by) {
    return StrictMath.atan2(Math.abs(ax * by - ay * bx), ax * bx + ay * by);
  }
}
