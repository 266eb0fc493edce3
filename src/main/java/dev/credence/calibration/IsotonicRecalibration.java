package dev.credence.calibration;

import java.util.Arrays;
import java.util.Comparator;

/**
 * A monotone correction of probabilities, fitted on validation data.
 *
 * @param map from predicted to corrected probability
 * @param n validation rows it was fitted on
 */
public record IsotonicRecalibration(MonotoneMap map, int n) {

  /**
   * For predictive distribution functions (Kuleshov et al. 2018): the share of validation targets
   * below against the predicted probability, through (0,0) and (1,1). That share rises by itself,
   * so isotonic regression only has to pool equal predictions, which count half their targets.
   *
   * @param probabilityIntegrals predictive distribution functions at the validation targets (n)
   */
  public static IsotonicRecalibration ofDistribution(double[] probabilityIntegrals) {
    Checks.unitInterval("predictive distribution function", probabilityIntegrals);
    int n = probabilityIntegrals.length;
    double[] sorted = new double[n];
    for (int i = 0; i < n; i++) {
      // a value saturated at an end must not fall onto the knots held there
      sorted[i] =
          Math.min(Math.nextDown(1.0), Math.max(Double.MIN_NORMAL, probabilityIntegrals[i]));
    }
    Arrays.sort(sorted);
    double[] x = new double[n + 2];
    double[] y = new double[n + 2];
    int knots = 1;
    int from = 0;
    while (from < n) {
      int to = from;
      while (to < n && sorted[to] == sorted[from]) {
        to++;
      }
      x[knots] = sorted[from];
      y[knots++] = 0.5 * (from + to) / n;
      from = to;
    }
    x[knots] = 1;
    y[knots++] = 1;
    return new IsotonicRecalibration(
        new MonotoneMap(Arrays.copyOf(x, knots), Arrays.copyOf(y, knots)), n);
  }

  /**
   * As {@link #ofDistribution(double[])}, with example weights and no more than a number of pieces
   * of about equal weight: a density that divides by the slope of every step between two rows would
   * be noise.
   *
   * @param probabilityIntegrals predictive distribution functions at the validation targets (n)
   * @param weights example weights (n), not all zero
   * @param pieces most pieces of the map, at least 1
   */
  public static IsotonicRecalibration ofDistribution(
      double[] probabilityIntegrals, double[] weights, int pieces) {
    Checks.unitInterval("predictive distribution function", probabilityIntegrals);
    int n = probabilityIntegrals.length;
    Checks.sameLength("the array of weights", weights, n);
    Checks.notNegative("weight", weights);
    Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> probabilityIntegrals[i]));
    double total = Arrays.stream(weights).sum();
    if (total == 0) {
      throw new IllegalArgumentException("all weights are zero; nothing can be calibrated.");
    }
    double[] x = new double[pieces + 1];
    double[] y = new double[pieces + 1];
    int knots = 1;
    double below = 0;
    for (int i = 0; i < n && knots < pieces; i++) {
      double own = weights[order[i]];
      double share = (below + 0.5 * own) / total;
      double at = probabilityIntegrals[order[i]];
      if (share >= (double) knots / pieces && at > x[knots - 1] && at < 1 && share < 1) {
        x[knots] = at;
        y[knots++] = share;
      }
      below += own;
    }
    x[knots] = 1;
    y[knots++] = 1;
    return new IsotonicRecalibration(
        new MonotoneMap(Arrays.copyOf(x, knots), Arrays.copyOf(y, knots)), n);
  }

  /**
   * For probabilities of single events (Zadrozny and Elkan 2002): isotonic regression of what
   * happened on what was predicted. Results keep half a count away from 0 and 1, which no finite
   * sample can tell.
   */
  public static IsotonicRecalibration ofEvents(double[] probabilities, boolean[] happened) {
    Checks.sameLength("probability", probabilities, happened.length);
    Checks.unitInterval("probability", probabilities);
    int n = happened.length;
    Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> probabilities[i]));
    double[] x = new double[n];
    double[] frequency = new double[n];
    double[] weight = new double[n];
    int knots = 0;
    for (int i : order) {
      if (knots == 0 || probabilities[i] > x[knots - 1]) {
        x[knots++] = probabilities[i];
      }
      weight[knots - 1]++;
      frequency[knots - 1] += ((happened[i] ? 1 : 0) - frequency[knots - 1]) / weight[knots - 1];
    }
    double[] fitted =
        PoolAdjacentViolators.fit(Arrays.copyOf(frequency, knots), Arrays.copyOf(weight, knots));
    for (int i = 0; i < knots; i++) {
      fitted[i] = Math.min(1 - 0.5 / n, Math.max(0.5 / n, fitted[i]));
    }
    return new IsotonicRecalibration(new MonotoneMap(Arrays.copyOf(x, knots), fitted), n);
  }

  /** Corrected probability, with the binomial error of the validation sample. */
  public Estimate apply(double probability) {
    double corrected = map.value(probability);
    return new Estimate(corrected, Math.sqrt(corrected * (1 - corrected) / n));
  }

  /** Corrected probabilities. */
  public double[] apply(double[] probabilities) {
    Checks.unitInterval("probability", probabilities);
    double[] corrected = new double[probabilities.length];
    for (int i = 0; i < corrected.length; i++) {
      corrected[i] = map.value(probabilities[i]);
    }
    return corrected;
  }

  /**
   * The probability to ask of the uncorrected predictive distribution for its corrected quantile at
   * {@code probability}.
   */
  public double quantileLevel(double probability) {
    return map.inverse(probability);
  }
}
