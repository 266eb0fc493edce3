package dev.credence.physics;

/**
 * Acceptance of outgoing particles: every pT &gt; {@code minPt} (GeV), every |eta| &lt; {@code
 * maxAbsEta}, every pair further apart than {@code minDeltaR}.
 */
public record Cuts(double minPt, double maxAbsEta, double minDeltaR) {

  public Cuts {
    if (!(minPt > 0) || !(maxAbsEta > 0) || !(minDeltaR >= 0)) {
      throw new IllegalArgumentException(
          "cuts need minPt > 0, maxAbsEta > 0 and minDeltaR >= 0, not %s, %s, %s"
              .formatted(minPt, maxAbsEta, minDeltaR));
    }
  }

  /** Whether the {@code particles} momenta that start at {@code offset} all pass. */
  public boolean accepts(double[] event, int offset, int particles) {
    int end = offset + 4 * particles;
    for (int at = offset; at < end; at += 4) {
      double pt = Kinematics.pt(event, at);
      if (!(pt > minPt) || !(Math.abs(Kinematics.eta(pt, event[at + 3])) < maxAbsEta)) {
        return false;
      }
    }
    for (int a = offset; a < end; a += 4) {
      for (int b = a + 4; b < end; b += 4) {
        if (!separated(event, a, b)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean separated(double[] event, int a, int b) {
    double deltaPhi = Kinematics.deltaPhi(event[a + 1], event[a + 2], event[b + 1], event[b + 2]);
    if (deltaPhi > minDeltaR) {
      return true;
    }
    double deltaEta =
        Kinematics.eta(Kinematics.pt(event, a), event[a + 3])
            - Kinematics.eta(Kinematics.pt(event, b), event[b + 3]);
    return deltaEta * deltaEta + deltaPhi * deltaPhi > minDeltaR * minDeltaR;
  }
}
