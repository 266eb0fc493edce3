package dev.credence.predict;

import dev.credence.calibration.Estimate;
import dev.credence.calibration.MonotoneMap;
import dev.credence.calibration.Predictive;
import dev.credence.calibration.ScaleRecalibration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A factor on the total error bar of every regression target, fitted on validation data, and where
 * wanted a shape: a monotone map of its predictive distribution function.
 *
 * <p>The exact optimum of the variational loss has sigmaSyst^2 = E[(y - mean)^2] + sigmaStat^2: it
 * holds the weight noise already, and sigmaTot counts it twice. Validation data say by how much.
 * The factor applies to sigmaStat and sigmaSyst alike, so their ratio stays what the network says,
 * and to quantiles and densities, which are stretched around the mean. A shape changes quantiles,
 * probabilities and densities alone.
 */
public final class Recalibration {
  /** What may be fitted on validation data. */
  public enum Kind {
    /** Nothing. */
    NONE,
    /** One factor per target, which gives total pulls unit width. */
    SCALE,
    /**
     * One factor per target, under which the rows are most likely. Differs from {@link #SCALE}
     * where predictive distributions have other tails than the residuals.
     */
    LIKELIHOOD,
    /** The factor of {@link #SCALE} and one shape per target (Kuleshov et al. 2018). */
    ISOTONIC;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final double[] factors;

  /** One map per target from the stretched distribution function to the calibrated, or none. */
  private final List<MonotoneMap> shapes;

  private Recalibration(double[] factors, List<MonotoneMap> shapes) {
    this.factors = factors;
    this.shapes = List.copyOf(shapes);
  }

  /** Given factors, one per target; each must be positive and finite. */
  public static Recalibration of(double... factors) {
    for (double factor : factors) {
      if (!(factor > 0) || !Double.isFinite(factor)) {
        throw new IllegalArgumentException(
            "a recalibration factor must be positive and finite, not " + factor);
      }
    }
    return new Recalibration(factors.clone(), List.of());
  }

  /** No change. */
  public static Recalibration identity(int targets) {
    double[] factors = new double[targets];
    Arrays.fill(factors, 1);
    return new Recalibration(factors, List.of());
  }

  /**
   * The same factors, and a shape per target.
   *
   * @param others maps of [0, 1] onto itself, strictly rising
   */
  public Recalibration withShapes(List<MonotoneMap> others) {
    if (others.size() != factors.length) {
      throw new IllegalArgumentException(
          "%d shapes do not match %d targets".formatted(others.size(), factors.length));
    }
    others.forEach(Recalibration::checkShape);
    return new Recalibration(factors, others);
  }

  private static void checkShape(MonotoneMap shape) {
    double[] x = shape.x();
    double[] y = shape.y();
    int last = x.length - 1;
    boolean onto = last >= 1 && x[0] == 0 && y[0] == 0 && x[last] == 1 && y[last] == 1;
    for (int i = 1; onto && i <= last; i++) {
      onto = y[i] > y[i - 1];
    }
    if (!onto) {
      throw new IllegalArgumentException(
          "a recalibration's shape must rise strictly from (0, 0) to (1, 1)");
    }
  }

  /**
   * The factors with which raw total pulls (mean - y) / sigmaTot have mean square one: Gaussian
   * maximum likelihood. A target whose every residual is zero keeps the factor 1.
   *
   * @param validation predictions of rows that training did not see
   * @param y their targets (n, D) row-major
   * @param weights example weights (n), or null for 1
   */
  public static Recalibration fit(Prediction validation, double[] y, double[] weights) {
    Estimate[] estimates = estimate(validation, y, weights);
    return of(Arrays.stream(estimates).mapToDouble(Estimate::value).toArray());
  }

  /** As {@link #fit}, with the standard error of every factor. */
  public static Estimate[] estimate(Prediction validation, double[] y, double[] weights) {
    int targets = validation.columns();
    if (y.length != validation.rows() * targets) {
      throw new IllegalArgumentException(
          "%d targets do not match %d rows of %d".formatted(y.length, validation.rows(), targets));
    }
    Estimate[] estimates = new Estimate[targets];
    for (int t = 0; t < targets; t++) {
      double[] own = target(validation, y, t);
      estimates[t] =
          isExact(validation, own, t)
              ? Estimate.exact(1)
              : factor(validation.rawPredictive(t), own, weights);
    }
    return estimates;
  }

  /**
   * The factors under which validation rows are most likely: those of {@link #fit} for Gaussian
   * predictive distributions, others where weight samples differ in their means or error bars. A
   * target whose every residual is zero keeps the factor 1.
   *
   * @param validation predictions, with their samples, of rows that training did not see
   * @param y their targets (n, D) row-major
   * @param weights example weights (n), or null for 1
   * @throws IllegalStateException if the predictions do not keep their samples
   */
  public static Recalibration mostLikely(Prediction validation, double[] y, double[] weights) {
    double[] factors = fit(validation, y, weights).factors;
    for (int t = 0; t < factors.length; t++) {
      double[] own = target(validation, y, t);
      if (!isExact(validation, own, t)) {
        factors[t] = LikelihoodScale.fit(validation, t, own, weights, factors[t]);
      }
    }
    return of(factors);
  }

  private static double[] target(Prediction validation, double[] y, int target) {
    double[] own = new double[validation.rows()];
    for (int row = 0; row < own.length; row++) {
      own[row] = y[row * validation.columns() + target];
    }
    return own;
  }

  private static boolean isExact(Prediction validation, double[] own, int target) {
    for (int row = 0; row < own.length; row++) {
      if (own[row] != validation.mean(row, target)) {
        return false;
      }
    }
    return true;
  }

  private static Estimate factor(Predictive raw, double[] y, double[] weights) {
    ScaleRecalibration.Basis basis = ScaleRecalibration.Basis.SIGMA_TOT;
    return weights == null
        ? ScaleRecalibration.fit(basis, raw, y).factor()
        : ScaleRecalibration.fit(basis, raw, y, weights).factor();
  }

  /** Number of targets. */
  public int targets() {
    return factors.length;
  }

  /** The factor of one target. */
  public double factor(int target) {
    return factors[target];
  }

  /** A copy of all factors. */
  public double[] factors() {
    return factors.clone();
  }

  /** The shapes, one per target, or none. */
  public List<MonotoneMap> shapes() {
    return shapes;
  }

  boolean hasShapes() {
    return !shapes.isEmpty();
  }

  /** Calibrated distribution function where the stretched one is {@code probability}. */
  double probability(int target, double probability) {
    return hasShapes() ? shapes.get(target).value(probability) : probability;
  }

  /** The probability to ask the stretched distribution for its calibrated quantile. */
  double quantileLevel(int target, double probability) {
    return hasShapes() ? shapes.get(target).inverse(probability) : probability;
  }

  /** Slope of the calibrated against the stretched distribution function. */
  double slope(int target, double probability) {
    return hasShapes() ? shapes.get(target).slope(probability) : 1;
  }

  /** Sets the delivered error bars of one element from its raw ones. */
  void apply(int i, int target, Prediction out) {
    out.sigmaStat[i] = factors[target] * out.rawSigmaStat[i];
    out.sigmaSyst[i] = factors[target] * out.rawSigmaSyst[i];
  }

  @Override
  public String toString() {
    return "Recalibration " + Arrays.toString(factors) + (hasShapes() ? " with shapes" : "");
  }
}
