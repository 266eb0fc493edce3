package dev.credence.calibration;

/**
 * sigma^2 = systFactor sigmaSyst^2 + statFactor sigmaStat^2 with factors >= 0, by Gaussian maximum
 * likelihood. The sum of both is profiled out in closed form, which leaves a search over the share
 * of one of them: a scan for the best region, then bisection on the derivative. Standard errors are
 * sandwich ones, so they hold for residuals that are not Gaussian; a factor that ends at 0 carries
 * the error of the inverse Fisher information, and the other one its own with that factor held.
 *
 * <p>Where the two uncertainties are proportional both factors are equal; where one vanishes in
 * every row its factor stays at the neutral 1 with a NaN error.
 *
 * @param systFactor on sigmaSyst^2
 * @param statFactor on sigmaStat^2
 */
public record VarianceRecalibration(Estimate systFactor, Estimate statFactor)
    implements SigmaRecalibration {
  private static final Estimate NEUTRAL = new Estimate(1, Double.NaN);
  private static final double SCAN_STEP = 0.5;
  private static final int SCAN_POINTS = 43;
  private static final int BISECTIONS = 60;

  /** 1 - correlation^2 of the two score functions below which the data cannot tell them apart. */
  private static final double COLLINEAR = 1e-10;

  public VarianceRecalibration {
    double syst = systFactor.value();
    double stat = statFactor.value();
    if (!(syst >= 0 && stat >= 0 && syst + stat > 0 && syst + stat <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "variance factors must not be negative nor both zero: " + syst + ", " + stat + ".");
    }
  }

  /** Fits both factors on validation rows; y (n). */
  public static VarianceRecalibration fit(Predictive validation, double[] y) {
    int n = validation.rows();
    Checks.sameLength("y", y, n);
    Checks.finite("y", y);
    Checks.positive("sigmaTot", validation.sigmaTot());
    double[] squares = new double[n];
    double[] syst = new double[n];
    double[] stat = new double[n];
    for (int j = 0; j < n; j++) {
      squares[j] = Math.pow(validation.mean()[j] - y[j], 2);
      syst[j] = Math.pow(validation.sigmaSyst()[j], 2);
      stat[j] = Math.pow(validation.sigmaStat()[j], 2);
    }
    if (Moments.mean(squares) == 0) {
      throw new IllegalArgumentException("every residual is zero: there is nothing to calibrate.");
    }
    double meanSyst = Moments.mean(syst);
    double meanStat = Moments.mean(stat);
    if (meanStat == 0) {
      return new VarianceRecalibration(commonFactor(squares, syst, stat), NEUTRAL);
    }
    if (meanSyst == 0) {
      return new VarianceRecalibration(NEUTRAL, commonFactor(squares, syst, stat));
    }
    Fit fit = new Fit(squares, scaled(syst, meanSyst), scaled(stat, meanStat));
    if (fit.collinear()) {
      Estimate factor = commonFactor(squares, syst, stat);
      return new VarianceRecalibration(factor, factor);
    }
    return fit.solve(meanSyst, meanStat);
  }

  @Override
  public double sigma(double sigmaStat, double sigmaSyst) {
    return Math.sqrt(
        systFactor.value() * sigmaSyst * sigmaSyst + statFactor.value() * sigmaStat * sigmaStat);
  }

  private static Estimate commonFactor(double[] squares, double[] syst, double[] stat) {
    double[] ratios = new double[squares.length];
    for (int j = 0; j < ratios.length; j++) {
      ratios[j] = squares[j] / (syst[j] + stat[j]);
    }
    return Estimate.mean(ratios);
  }

  private static double[] scaled(double[] values, double unit) {
    double[] scaled = new double[values.length];
    for (int j = 0; j < values.length; j++) {
      scaled[j] = values[j] / unit;
    }
    return scaled;
  }

  /**
   * The likelihood of v_j = scale (t u_j + (1-t) w_j), with u and w of mean 1.
   *
   * @param squares squared residuals
   */
  private record Fit(double[] squares, double[] u, double[] w) {

    double shape(double t, int j) {
      return t * u[j] + (1 - t) * w[j];
    }

    double scale(double t) {
      double sum = 0;
      for (int j = 0; j < u.length; j++) {
        sum += squares[j] / shape(t, j);
      }
      return sum / u.length;
    }

    /** Negative log-likelihood per row at the best scale, up to a constant. */
    double profile(double t) {
      double sum = 0;
      for (int j = 0; j < u.length; j++) {
        double shape = shape(t, j);
        if (shape == 0) {
          return Double.POSITIVE_INFINITY; // a zero error bar is no candidate
        }
        sum += Math.log(shape);
      }
      return 0.5 * (Math.log(scale(t)) + sum / u.length);
    }

    double profileSlope(double t) {
      double misfit = 0;
      double volume = 0;
      for (int j = 0; j < u.length; j++) {
        double shape = shape(t, j);
        double growth = (u[j] - w[j]) / shape;
        misfit += squares[j] / shape * growth;
        volume += growth;
      }
      return 0.5 * (volume - misfit / scale(t)) / u.length;
    }

    boolean collinear() {
      double uu = 0;
      double uw = 0;
      double ww = 0;
      for (int j = 0; j < u.length; j++) {
        double shape = shape(0.5, j);
        uu += u[j] / shape * (u[j] / shape);
        uw += u[j] / shape * (w[j] / shape);
        ww += w[j] / shape * (w[j] / shape);
      }
      return !(1 - uw / uu * (uw / ww) > COLLINEAR);
    }

    /** Shares to try: both ends, and the range between evenly on the logit scale. */
    private static double candidate(int i) {
      if (i == 0 || i == SCAN_POINTS - 1) {
        return i == 0 ? 0 : 1;
      }
      return 1 / (1 + Math.exp(-SCAN_STEP * (i - (SCAN_POINTS - 1) / 2)));
    }

    double bestShare() {
      int best = 0;
      double lowest = Double.POSITIVE_INFINITY;
      for (int i = 0; i < SCAN_POINTS; i++) {
        double value = profile(candidate(i));
        if (value < lowest) {
          lowest = value;
          best = i;
        }
      }
      boolean end = best == 0 || best == SCAN_POINTS - 1;
      double t = candidate(best);
      double slope = profileSlope(t);
      if (end && (best == 0 ? slope >= 0 : slope <= 0)) {
        return t;
      }
      double low = slope > 0 ? candidate(best - 1) : t;
      double high = slope > 0 ? t : candidate(best + 1);
      if (profile(low) == Double.POSITIVE_INFINITY || profile(high) == Double.POSITIVE_INFINITY) {
        return t; // a row without residual would draw the share to an end where its error bar is
        // zero
      }
      for (int i = 0; i < BISECTIONS; i++) {
        double middle = 0.5 * (low + high);
        if (profileSlope(middle) > 0) {
          high = middle;
        } else {
          low = middle;
        }
      }
      return 0.5 * (low + high);
    }

    VarianceRecalibration solve(double meanSyst, double meanStat) {
      double t = bestShare();
      double scale = scale(t);
      double a = scale * t;
      double b = scale * (1 - t);
      double[] errors = standardErrors(t, scale);
      return new VarianceRecalibration(
          new Estimate(a / meanSyst, errors[0] / meanSyst),
          new Estimate(b / meanStat, errors[1] / meanStat));
    }

    private double[] standardErrors(double t, double scale) {
      // curvature H, Fisher information J and sum of squared scores K of (a, b)
      double[] h = new double[3];
      double[] fisher = new double[3];
      double[] k = new double[3];
      for (int j = 0; j < u.length; j++) {
        double v = scale * shape(t, j);
        double z2 = squares[j] / v;
        double gu = u[j] / v;
        double gw = w[j] / v;
        accumulate(h, gu, gw, z2 - 0.5);
        accumulate(fisher, gu, gw, 0.5);
        accumulate(k, gu, gw, 0.25 * (z2 - 1) * (z2 - 1));
      }
      double fisherDet = fisher[0] * fisher[2] - fisher[1] * fisher[1];
      if (t == 0) {
        return new double[] {Math.sqrt(fisher[2] / fisherDet), Math.sqrt(k[2]) / h[2]};
      }
      if (t == 1) {
        return new double[] {Math.sqrt(k[0]) / h[0], Math.sqrt(fisher[0] / fisherDet)};
      }
      double det = h[0] * h[2] - h[1] * h[1];
      boolean curved = h[0] > 0 && det > 0;
      return sandwich(curved ? h : fisher, curved ? det : fisherDet, k);
    }

    private static void accumulate(double[] matrix, double gu, double gw, double weight) {
      matrix[0] += gu * gu * weight;
      matrix[1] += gu * gw * weight;
      matrix[2] += gw * gw * weight;
    }

    /** Square roots of the diagonal of H^-1 K H^-1. */
    private static double[] sandwich(double[] h, double det, double[] k) {
      double aa = h[2] * h[2] * k[0] - 2 * h[2] * h[1] * k[1] + h[1] * h[1] * k[2];
      double bb = h[1] * h[1] * k[0] - 2 * h[1] * h[0] * k[1] + h[0] * h[0] * k[2];
      return new double[] {Math.sqrt(aa) / det, Math.sqrt(bb) / det};
    }
  }
}
