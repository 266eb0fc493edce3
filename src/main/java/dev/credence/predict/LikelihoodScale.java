package dev.credence.predict;

import java.util.Arrays;

/**
 * The factor on the error bars of a target under which rows are most likely: maximum of the sum of
 * w log p_f(y), where p_f is the mixture over weight samples stretched by f around its mean. A grid
 * finds the neighbourhood, because the likelihood of a mixture may have several maxima, and golden
 * sections the place.
 */
final class LikelihoodScale {
  /** The grid reaches this factor to either side of the start. */
  private static final double REACH = 16;

  private static final int GRID = 24;

  /** Golden sections; each leaves 0.62 of the interval of log f. */
  private static final int SECTIONS = 16;

  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  private final Prediction rows;
  private final int target;
  private final double[] y;
  private final double[] weights;
  private final double totalWeight;

  private LikelihoodScale(Prediction rows, int target, double[] y, double[] weights) {
    this.rows = rows;
    this.target = target;
    this.y = y;
    this.weights = weights;
    this.totalWeight = weights == null ? y.length : Arrays.stream(weights).sum();
  }

  /**
   * Fits the factor.
   *
   * @param rows predictions that keep their samples
   * @param y the target of every row
   * @param weights example weights, or null for 1
   * @param start a factor of about the right size
   */
  static double fit(Prediction rows, int target, double[] y, double[] weights, double start) {
    LikelihoodScale scale = new LikelihoodScale(rows, target, y, weights);
    double step = 2 * Math.log(REACH) / GRID;
    double best = Math.log(start);
    double most = scale.logLikelihood(best);
    for (int i = 0; i <= GRID; i++) {
      double at = Math.log(start) + (i - GRID / 2) * step;
      double value = scale.logLikelihood(at);
      if (value > most) {
        most = value;
        best = at;
      }
    }
    return Math.exp(scale.maximum(best - step, best + step));
  }

  private double maximum(double low, double high) {
    double a = high - GOLDEN * (high - low);
    double b = low + GOLDEN * (high - low);
    double atA = logLikelihood(a);
    double atB = logLikelihood(b);
    for (int i = 0; i < SECTIONS; i++) {
      if (atA >= atB) {
        high = b;
        b = a;
        atB = atA;
        a = high - GOLDEN * (high - low);
        atA = logLikelihood(a);
      } else {
        low = a;
        a = b;
        atA = atB;
        b = low + GOLDEN * (high - low);
        atB = logLikelihood(b);
      }
    }
    return (low + high) / 2;
  }

  private double logLikelihood(double logFactor) {
    double factor = Math.exp(logFactor);
    double sum = -logFactor * totalWeight;
    for (int i = 0; i < y.length; i++) {
      double weight = weights == null ? 1 : weights[i];
      if (weight > 0) {
        sum += weight * rows.rawLogDensity(i, target, y[i], factor);
      }
    }
    return sum;
  }
}
