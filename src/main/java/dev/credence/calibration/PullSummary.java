package dev.credence.calibration;

/**
 * How far pulls are from a unit Gaussian.
 *
 * @param n number of pulls
 * @param mean 0 for an unbiased prediction
 * @param width standard deviation; above 1 the error bars are too small, below 1 too large
 * @param robustWidth half the 16-84 % interval, which few far labels do not distort
 * @param ksDistance Kolmogorov-Smirnov distance to N(0,1), see {@link KolmogorovSmirnov}
 */
public record PullSummary(
    int n, Estimate mean, Estimate width, Estimate robustWidth, Estimate ksDistance) {

  /** Of independent pulls (n), such as the total and systematic ones. */
  public static PullSummary of(double[] pulls) {
    return summarise(pulls, StandardErrors::ofMean);
  }

  /**
   * Of pulls (samples, n), such as the statistical and weight-dependent ones. Pulls of a row share
   * its target and pulls of a sample share their weights, so the errors are clustered both ways.
   */
  public static PullSummary ofSamples(double[] pulls, int samples) {
    Checks.split("the array of pulls", pulls.length, samples);
    return summarise(pulls, influence -> StandardErrors.ofMean(influence, samples));
  }

  private interface ErrorOfMean {
    double of(double[] influence);
  }

  private static PullSummary summarise(double[] pulls, ErrorOfMean error) {
    Checks.finite("pull", pulls);
    double mean = Moments.mean(pulls);
    double width = Math.sqrt(Moments.sumOfSquares(pulls, mean) / (pulls.length - 1));
    double[] widthInfluence = new double[pulls.length];
    for (int i = 0; i < pulls.length; i++) {
      double square = (pulls[i] - mean) * (pulls[i] - mean);
      widthInfluence[i] = square == 0 ? 0 : square / (2 * width);
    }
    SortedSample sorted = new SortedSample(pulls);
    SortedSample.Gap gap = sorted.largestGapToStandardNormal();
    return new PullSummary(
        pulls.length,
        new Estimate(mean, error.of(pulls)),
        new Estimate(width, error.of(widthInfluence)),
        new Estimate(
            sorted.halfCentralInterval(), error.of(sorted.halfCentralIntervalInfluence(pulls))),
        new Estimate(gap.distance(), error.of(gap.influence(pulls))));
  }
}
