package dev.credence.physics;

/** gg -> Hg with the top loop contracted to a point. */
public final class HiggsAmplitude {

  /** Higgs mass, GeV. */
  public static final double HIGGS_MASS = 125;

  private HiggsAmplitude() {}

  /**
   * (s^4 + t^4 + u^4 + mH^8) / (s t u) in GeV^2: |M|^2 up to couplings and colour (R. K. Ellis, I.
   * Hinchliffe, M. Soldate, J. J. van der Bij, Nucl. Phys. B 297 (1988) 221). s &gt; 0, t, u &lt;
   * 0.
   */
  public static double ggToHg(double s, double t, double u) {
    double mH2 = HIGGS_MASS * HIGGS_MASS;
    // Grouped so that exchanging t and u changes no bit.
    return (fourth(s) + (fourth(t) + fourth(u)) + fourth(mH2)) / (s * (t * u));
  }

  private static double fourth(double x) {
    return x * x * x * x;
  }
}
