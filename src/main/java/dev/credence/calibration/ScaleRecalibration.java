package dev.credence.calibration;

/**
 * One factor on the error bar, by Gaussian maximum likelihood: factor^2 = mean of pull^2, with the
 * delta-method (not Gaussian) standard error.
 *
 * @param basis which error bar is scaled
 * @param factor the fitted factor
 */
public record ScaleRecalibration(Basis basis, Estimate factor) implements SigmaRecalibration {

  public enum Basis {
    /** factor * sigmaTot. */
    SIGMA_TOT,
    /** factor * sigmaSyst alone: where training left the weight noise inside sigmaSyst already. */
    SIGMA_SYST
  }

  public ScaleRecalibration {
    if (!(factor.value() > 0 && factor.value() <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "a scale recalibration needs a positive factor, not " + factor.value() + ".");
    }
  }

  /** Fits the factor on validation rows; y (n). */
  public static ScaleRecalibration fit(Basis basis, Predictive validation, double[] y) {
    return new ScaleRecalibration(basis, Estimate.rootMeanSquare(pulls(basis, validation, y)));
  }

  /** As {@link #fit(Basis, Predictive, double[])}, with example weights (n). */
  public static ScaleRecalibration fit(
      Basis basis, Predictive validation, double[] y, double[] weights) {
    return new ScaleRecalibration(
        basis, Estimate.rootMeanSquare(pulls(basis, validation, y), weights));
  }

  private static double[] pulls(Basis basis, Predictive validation, double[] y) {
    return basis == Basis.SIGMA_TOT
        ? Pulls.total(validation.mean(), validation.sigmaTot(), y)
        : Pulls.systematic(validation.mean(), validation.sigmaSyst(), y);
  }

  @Override
  public double sigma(double sigmaStat, double sigmaSyst) {
    double base =
        basis == Basis.SIGMA_TOT
            ? Math.sqrt(sigmaStat * sigmaStat + sigmaSyst * sigmaSyst)
            : sigmaSyst;
    return factor.value() * base;
  }
}
