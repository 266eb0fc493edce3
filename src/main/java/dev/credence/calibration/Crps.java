package dev.credence.calibration;

import java.util.Arrays;

/** Continuous ranked probability score, in units of the target; smaller is better. */
public final class Crps {
  private static final double INVERSE_SQRT_PI = 1 / Math.sqrt(Math.PI);

  private Crps() {}

  /** Of N(mean, sigma^2) at y (Gneiting and Raftery 2007, eq. 21); |y - mean| for sigma = 0. */
  public static double gaussian(double mean, double sigma, double y) {
    if (sigma == 0) {
      return Math.abs(y - mean);
    }
    double z = (y - mean) / sigma;
    double absolute = z * (1 - 2 * StandardNormal.cdf(-z));
    return sigma * (absolute + 2 * StandardNormal.density(z) - INVERSE_SQRT_PI);
  }

  /** Row by row, all of shape (n). */
  public static double[] gaussian(double[] mean, double[] sigma, double[] y) {
    Checks.sameLength("sigma", sigma, mean.length);
    Checks.sameLength("y", y, mean.length);
    Checks.finite("mean", mean);
    Checks.notNegative("sigma", sigma);
    Checks.finite("y", y);
    double[] scores = new double[y.length];
    for (int j = 0; j < y.length; j++) {
      scores[j] = gaussian(mean[j], sigma[j], y[j]);
    }
    return scores;
  }

  /** Row by row for one mixture per row; S^2 terms each. */
  public static double[] mixture(GaussianMixture mixture, double[] y) {
    Checks.sameLength("y", y, mixture.rows());
    Checks.finite("y", y);
    double[] scores = new double[y.length];
    for (int j = 0; j < y.length; j++) {
      scores[j] = mixture.crps(j, y[j]);
    }
    Checks.finite("mixture score", scores);
    return scores;
  }

  /**
   * Row by row for one mixture per row whose distribution function F a map G reshapes: the integral
   * of (G(F(x)) - 1{x >= y})^2. The score of F itself is exact; what G changes is integrated
   * numerically from knot to knot, to a millionth of the mixture's width.
   *
   * @param shape map of [0, 1] onto itself
   */
  public static double[] reshaped(GaussianMixture mixture, MonotoneMap shape, double[] y) {
    double[] scores = mixture(mixture, y);
    double[] knots = shape.x();
    for (int j = 0; j < y.length; j++) {
      scores[j] += ReshapedScore.change(mixture, j, shape, knots, y[j]);
    }
    Checks.finite("reshaped score", scores);
    return scores;
  }

  /**
   * Of the empirical distribution of draws: mean |X - y| - mean |X - X'| / 2, with X = X' counted.
   * It is biased upwards by the number of draws; {@link #fair} is not.
   */
  public static double empirical(double[] draws, double y) {
    return meanDistance(draws, y) - 0.5 * meanPairDistance(draws, (double) draws.length);
  }

  /** Unbiased estimate of the score of the distribution the draws come from (Ferro 2014). */
  public static double fair(double[] draws, double y) {
    if (draws.length < 2) {
      throw new IllegalArgumentException("the fair score needs two draws or more.");
    }
    return meanDistance(draws, y) - 0.5 * meanPairDistance(draws, draws.length - 1.0);
  }

  private static double meanDistance(double[] draws, double y) {
    Checks.finite("draw", draws);
    double sum = 0;
    for (double draw : draws) {
      sum += Math.abs(draw - y);
    }
    return sum / draws.length;
  }

  /** Sum over ordered pairs of |X - X'|, divided by n * others. */
  private static double meanPairDistance(double[] draws, double others) {
    double[] sorted = draws.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double sum = 0;
    for (int i = 1; i < n; i++) {
      // the gap lies inside i * (n - i) unordered pairs
      sum += (sorted[i] - sorted[i - 1]) * i * (n - i);
    }
    return 2 * sum / (n * others);
  }
}
