package dev.credence.physics;

/** Energy and momentum of one particle in GeV; metric (+,-,-,-). */
public record FourMomentum(double e, double px, double py, double pz) {

  /** The particle that starts at {@code offset} of an event row. */
  public static FourMomentum at(double[] event, int offset) {
    return new FourMomentum(event[offset], event[offset + 1], event[offset + 2], event[offset + 3]);
  }

  public FourMomentum plus(FourMomentum q) {
    return new FourMomentum(e + q.e, px + q.px, py + q.py, pz + q.pz);
  }

  public FourMomentum minus(FourMomentum q) {
    return new FourMomentum(e - q.e, px - q.px, py - q.py, pz - q.pz);
  }

  /** Minkowski product, GeV^2. */
  public double dot(FourMomentum q) {
    return e * q.e - px * q.px - py * q.py - pz * q.pz;
  }

  /** Invariant mass squared, GeV^2; rounding may leave it slightly negative. */
  public double mass2() {
    return dot(this);
  }

  /** Momentum transverse to the beam, GeV. */
  public double pt() {
    return Math.sqrt(px * px + py * py);
  }

  /** Pseudorapidity -log tan(theta/2) = asinh(pz/pT); infinite along the beam. */
  public double eta() {
    return Kinematics.eta(Math.sqrt(px * px + py * py), pz);
  }

  /** Azimuth in (-pi, pi]. */
  public double phi() {
    return StrictMath.atan2(py, px);
  }

  /** Distance sqrt(deltaEta^2 + deltaPhi^2), deltaPhi folded into [0, pi]. */
  public double deltaR(FourMomentum q) {
    double deltaPhi = Kinematics.deltaPhi(px, py, q.px, q.py);
    double deltaEta = eta() - q.eta();
    return Math.sqrt(deltaEta * deltaEta + deltaPhi * deltaPhi);
  }
}
