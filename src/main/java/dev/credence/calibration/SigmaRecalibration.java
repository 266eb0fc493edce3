package dev.credence.calibration;

/** An error bar made from the two uncertainties, with factors fitted on validation data. */
public sealed interface SigmaRecalibration permits ScaleRecalibration, VarianceRecalibration {

  /** Calibrated total error bar of one row. */
  double sigma(double sigmaStat, double sigmaSyst);

  /** Calibrated total error bars (n). */
  default double[] sigmas(Predictive prediction) {
    double[] sigmas = new double[prediction.rows()];
    for (int j = 0; j < sigmas.length; j++) {
      sigmas[j] = sigma(prediction.sigmaStat()[j], prediction.sigmaSyst()[j]);
    }
    return sigmas;
  }
}
