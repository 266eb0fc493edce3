package dev.credence.calibration;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** What a map of the distribution function changes of the continuous ranked probability score. */
final class ReshapedScore {
  /** Probability in either tail that is left out: there G(F) and F are alike. */
  private static final double TAIL = 1e-12;

  /** Of the integral between two knots, in units of the mixture's width. */
  private static final double TOLERANCE = 1e-7;

  private static final int MOST_HALVINGS = 20;

  /** Five points may agree by chance. */
  private static final int LEAST_HALVINGS = 2;

  private ReshapedScore() {}

  /**
   * Integral of G(F)^2 - F^2 below y and of (1 - G(F))^2 - (1 - F)^2 above it.
   *
   * @param knots of G: between them, and on one side of y, the integrand is smooth
   */
  static double change(
      GaussianMixture mixture, int row, MonotoneMap shape, double[] knots, double y) {
    double[] ends = new double[knots.length + 1];
    for (int k = 0; k < knots.length; k++) {
      ends[k] = mixture.quantile(row, Math.min(1 - TAIL, Math.max(TAIL, knots[k])));
    }
    ends[knots.length] = Math.min(ends[knots.length - 1], Math.max(ends[0], y));
    Arrays.sort(ends);
    double tolerance = TOLERANCE * Math.sqrt(mixture.variance(row));
    double sum = 0;
    for (int k = 1; k < ends.length; k++) {
      boolean below = ends[k] <= y;
      sum +=
          integral(
              x -> integrand(shape, mixture.cdf(row, x), below), ends[k - 1], ends[k], tolerance);
    }
    return sum;
  }

  private static double integrand(MonotoneMap shape, double f, boolean below) {
    double g = shape.value(f);
    return below ? (g - f) * (g + f) : (g - f) * (g + f - 2);
  }

  private static double integral(DoubleUnaryOperator f, double a, double b, double tolerance) {
    double middle = 0.5 * (a + b);
    double fa = f.applyAsDouble(a);
    double fm = f.applyAsDouble(middle);
    double fb = f.applyAsDouble(b);
    return refine(f, a, b, fa, fm, fb, tolerance, MOST_HALVINGS);
  }

  /** Simpson's rule against itself on halves, with Richardson's correction. */
  private static double refine(
      DoubleUnaryOperator f,
      double a,
      double b,
      double fa,
      double fm,
      double fb,
      double tolerance,
      int halvings) {
    double middle = 0.5 * (a + b);
    double fl = f.applyAsDouble(0.5 * (a + middle));
    double fr = f.applyAsDouble(0.5 * (middle + b));
    double whole = (b - a) / 6 * (fa + 4 * fm + fb);
    double halves = (b - a) / 12 * (fa + 4 * fl + 2 * fm + 4 * fr + fb);
    double error = (halves - whole) / 15;
    boolean settled = Math.abs(error) <= tolerance && halvings <= MOST_HALVINGS - LEAST_HALVINGS;
    if (settled || halvings == 0) {
      return halves + error;
    }
    return refine(f, a, middle, fa, fl, fm, 0.5 * tolerance, halvings - 1)
        + refine(f, middle, b, fm, fr, fb, 0.5 * tolerance, halvings - 1);
  }
}
