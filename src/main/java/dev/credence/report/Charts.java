package dev.credence.report;

/** The charts that calibration needs again and again, ready to take series. */
public final class Charts {
  private static final double REACH = 5;
  private static final int BINS = 50;

  private Charts() {}

  /** Pulls as a histogram of unit area from -5 to 5 with the unit Gaussian. */
  public static Chart pulls(String title, String symbol, double[] pulls) {
    Histogram histogram = Histogram.of(pulls, BINS, -REACH, REACH);
    Chart chart = density(title, symbol, histogram).unitGaussian();
    long outside = histogram.below() + histogram.above();
    return outside == 0
        ? chart
        : chart.note(Numbers.format(outside) + " of " + Numbers.format(pulls.length) + " outside.");
  }

  /** A histogram of unit area on its own axes. */
  public static Chart density(String title, String symbol, Histogram histogram) {
    return Chart.of(title, Axis.linear(symbol), Axis.linear("probability density"))
        .size(Chart.Size.THIRD)
        .histogram("data", histogram);
  }

  /**
   * The frame of a coverage plot, with its diagonal: add empirical against nominal coverage by
   * {@link Chart#lineWithBand}.
   */
  public static Chart coverage(String title) {
    return Chart.of(
            title,
            Axis.linear("nominal coverage").range(0, 1),
            Axis.linear("empirical coverage").range(0, 1))
        .diagonal("exact");
  }

  /** Prediction against truth with the diagonal; axes of one scale and range. */
  public static Chart truth(String title, Axis truth, Axis prediction, double[] y, double[] mean) {
    return Chart.of(title, truth, prediction)
        .scatter("points", y, mean)
        .diagonal("prediction = truth")
        .sameRange();
  }
}
