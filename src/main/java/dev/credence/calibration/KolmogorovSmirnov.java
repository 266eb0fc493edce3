package dev.credence.calibration;

/** Largest distance between the empirical distribution function of a sample and that of N(0,1). */
public final class KolmogorovSmirnov {
  private KolmogorovSmirnov() {}

  /**
   * Distance of independent values to N(0,1). The standard error sqrt(F(1-F)/n) at the largest gap
   * holds where the distributions differ (Raghavachari 1973); for a true unit Gaussian the distance
   * itself is about {@code 0.87/sqrt(n)}: ask {@link #pValue}.
   */
  public static Estimate distance(double[] values) {
    Checks.finite("value", values);
    SortedSample.Gap gap = new SortedSample(values).largestGapToStandardNormal();
    return new Estimate(gap.distance(), StandardErrors.ofMean(gap.influence(values)));
  }

  /**
   * Probability of a distance at least this large from n independent N(0,1) values: Kolmogorov's
   * limit law with Stephens' (1970) finite-n argument.
   */
  public static double pValue(double distance, int n) {
    double root = Math.sqrt(n);
    double x = (root + 0.12 + 0.11 / root) * distance;
    if (x < 0.2) {
      return 1; // the alternating series stalls here, and the probability differs from 1 by 1e-12
    }
    double sum = 0;
    for (int k = 1; k <= 50; k++) {
      sum += (k % 2 == 1 ? 2 : -2) * Math.exp(-2.0 * k * k * x * x);
    }
    return Math.min(1, Math.max(0, sum));
  }
}
