package dev.credence.calibration;

/**
 * How small the error bars are, in units of the target; worth comparing between calibrated
 * predictors only.
 *
 * @param meanSigma average error bar
 * @param rmsSigma root mean square error bar
 */
public record Sharpness(Estimate meanSigma, Estimate rmsSigma) {
  public static Sharpness of(double[] sigma) {
    Checks.notNegative("sigma", sigma);
    return new Sharpness(Estimate.mean(sigma), Estimate.rootMeanSquare(sigma));
  }
}
