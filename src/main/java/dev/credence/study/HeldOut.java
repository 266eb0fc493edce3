package dev.credence.study;

import dev.credence.calibration.Coverage;
import dev.credence.calibration.Estimate;
import dev.credence.calibration.Predictive;
import dev.credence.calibration.PullSummary;
import dev.credence.calibration.Pulls;
import dev.credence.calibration.RegressionMetrics;
import java.util.Arrays;

/**
 * What one trained network predicts for log A of points that it has not seen. Widths of log A are
 * relative widths of A: sigma_A = A sigma_logA.
 *
 * @param truth exact log A (n)
 * @param label log A with label noise (n), what the pulls are taken against
 * @param raw prediction as the network gives it
 * @param delivered prediction after recalibration on validation data
 * @param sampleMeans mean_s (S, m) of the first m points
 * @param sampleSigmas sigma_s (S, m) of the first m points
 * @param samples weight samples S
 */
public record HeldOut(
    double[] truth,
    double[] label,
    Predictive raw,
    Predictive delivered,
    double[] sampleMeans,
    double[] sampleSigmas,
    int samples) {
  /** Mean squared error of the mean prediction against the exact log A. */
  public Estimate meanSquaredError() {
    double[] squares = new double[truth.length];
    for (int i = 0; i < squares.length; i++) {
      double error = raw.mean()[i] - truth[i];
      squares[i] = error * error;
    }
    return Estimate.mean(squares);
  }

  /** Mean sigmaStat. */
  public Estimate sigmaStat() {
    return Estimate.mean(raw.sigmaStat());
  }

  /** Mean sigmaSyst as the network gives it. */
  public Estimate sigmaSyst() {
    return Estimate.mean(raw.sigmaSyst());
  }

  /**
   * Mean sigmaSyst with sigmaStat^2 taken out, point by point: the optimum of the variational loss
   * is sigmaSyst^2 = E[(y - mean)^2] + sigmaStat^2, so the network's own sigmaSyst contains the
   * weight noise of one draw.
   */
  public Estimate correctedSigmaSyst() {
    double[] corrected = new double[truth.length];
    for (int i = 0; i < corrected.length; i++) {
      double syst = raw.sigmaSyst()[i];
      double stat = raw.sigmaStat()[i];
      corrected[i] = Math.sqrt(Math.max(0, (syst - stat) * (syst + stat)));
    }
    return Estimate.mean(corrected);
  }

  /** Mean sigmaTot after recalibration. */
  public Estimate deliveredSigmaTot() {
    return Estimate.mean(delivered.sigmaTot());
  }

  /** Total pulls of a prediction against the noisy labels. */
  public double[] totalPulls(Predictive prediction) {
    return Pulls.total(prediction.mean(), prediction.sigmaTot(), label);
  }

  /** Systematic pulls of a prediction against the noisy labels. */
  public double[] systematicPulls(Predictive prediction) {
    return Pulls.systematic(prediction.mean(), prediction.sigmaSyst(), label);
  }

  /** Pulls of every weight sample's mean against the mean of all, in units of sigmaStat. */
  public double[] statisticalPulls() {
    int m = sampleMeans.length / samples;
    return Pulls.statistical(
        sampleMeans, Arrays.copyOf(raw.mean(), m), Arrays.copyOf(raw.sigmaStat(), m));
  }

  /** Pulls of every weight sample against the noisy labels, in units of its own sigma. */
  public double[] weightDependentPulls() {
    int m = sampleMeans.length / samples;
    return Pulls.weightDependent(sampleMeans, sampleSigmas, Arrays.copyOf(label, m));
  }

  /** Summary of the total pulls of a prediction. */
  public PullSummary totalPull(Predictive prediction) {
    return PullSummary.of(totalPulls(prediction));
  }

  /** Coverage of central intervals of a prediction. */
  public Coverage coverage(Predictive prediction) {
    return Coverage.gaussian(prediction.mean(), prediction.sigmaTot(), label);
  }

  /** The figures of {@code credence evaluate} for a prediction. */
  public RegressionMetrics metrics(Predictive prediction) {
    return RegressionMetrics.gaussian(prediction.mean(), prediction.sigmaTot(), label);
  }
}
