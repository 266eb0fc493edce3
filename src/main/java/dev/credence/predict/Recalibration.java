package dev.credence.predict;

import dev.credence.calibration.Estimate;
import dev.credence.calibration.ScaleRecalibration;
import java.util.Arrays;

/**
 * A factor on the total error bar of every regression target, fitted on validation data.
 *
 * <p>The exact optimum of the variational loss has sigmaSyst^2 = E[(y - mean)^2] + sigmaStat^2: it
 * holds the weight noise already, and sigmaTot counts it twice. Validation data say by how much:
 * the factor gives their total pulls unit width. It applies to sigmaStat and sigmaSyst alike, so
 * their ratio stays what the network says, and to quantiles and densities, which are stretched
 * around the mean.
 */
public final class Recalibration {
  private final double[] factors;

  private Recalibration(double[] factors) {
    this.factors = factors;
  }

  /** Given factors, one per target; each must be positive and finite. */
  public static Recalibration of(double... factors) {
    for (double factor : factors) {
      if (!(factor > 0) || !Double.isFinite(factor)) {
        throw new IllegalArgumentException(
            "a recalibration factor must be positive and finite, not " + factor);
      }
    }
    return new Recalibration(factors.clone());
  }

  /** No change. */
  public static Recalibration identity(int targets) {
    double[] factors = new double[targets];
    Arrays.fill(factors, 1);
    return new Recalibration(factors);
  }

  /**
   * The factors with which raw total pulls (mean - y) / sigmaTot have mean square one: Gaussian
   * maximum likelihood. A target whose every residual is zero keeps the factor 1.
   *
   * @param validation predictions of rows that training did not see
   * @param y their targets (n, D) row-major
   */
  public static Recalibration fit(Prediction validation, double[] y) {
    Estimate[] estimates = estimate(validation, y);
    return of(Arrays.stream(estimates).mapToDouble(Estimate::value).toArray());
  }

  /** As {@link #fit}, with the standard error of every factor. */
  public static Estimate[] estimate(Prediction validation, double[] y) {
    int targets = validation.columns();
    if (y.length != validation.rows() * targets) {
      throw new IllegalArgumentException(
          "%d targets do not match %d rows of %d".formatted(y.length, validation.rows(), targets));
    }
    Estimate[] estimates = new Estimate[targets];
    double[] own = new double[validation.rows()];
    for (int t = 0; t < targets; t++) {
      boolean exact = true;
      for (int row = 0; row < own.length; row++) {
        own[row] = y[row * targets + t];
        exact &= own[row] == validation.mean(row, t);
      }
      estimates[t] =
          exact
              ? Estimate.exact(1)
              : ScaleRecalibration.fit(
                      ScaleRecalibration.Basis.SIGMA_TOT, validation.rawPredictive(t), own)
                  .factor();
    }
    return estimates;
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

  /** Sets the delivered error bars of one element from its raw ones. */
  void apply(int i, int target, Prediction out) {
    out.sigmaStat[i] = factors[target] * out.rawSigmaStat[i];
    out.sigmaSyst[i] = factors[target] * out.rawSigmaSyst[i];
  }

  @Override
  public String toString() {
    return "Recalibration " + Arrays.toString(factors);
  }
}
