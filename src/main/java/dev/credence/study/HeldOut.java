package dev.credence.study;

import dev.credence.backend.Backend;
import dev.credence.calibration.Coverage;
import dev.credence.calibration.Estimate;
import dev.credence.calibration.Predictive;
import dev.credence.calibration.PullSummary;
import dev.credence.calibration.Pulls;
import dev.credence.calibration.RegressionMetrics;
import dev.credence.calibration.RelativePrecision;
import dev.credence.model.TrainedModel;
import dev.credence.predict.Prediction;
import dev.credence.predict.Predictor;
import java.util.Arrays;
import java.util.stream.IntStream;

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
  /** Test points whose weight samples are kept, for the pulls that need them. */
  private static final int SAMPLED_POINTS = 2000;

  /** Predicts points that the model has not seen; labels are log A with noise. */
  static HeldOut of(TrainedModel model, AmplitudeSample test, double[] labels, Backend backend) {
    try (Predictor predictor = model.predictor(backend)) {
      Prediction all = predictor.predict(test.inputs());
      int m = Math.min(SAMPLED_POINTS, test.points());
      Prediction sampled = predictor.newPrediction(m, true);
      predictor.predict(test.firstInputs(m), m, sampled);
      int samples = predictor.samples();
      double[] means = new double[samples * m];
      double[] sigmas = new double[samples * m];
      for (int s = 0; s < samples; s++) {
        for (int i = 0; i < m; i++) {
          means[s * m + i] = sampled.sampleMean(i, 0, s);
          sigmas[s * m + i] = sampled.sampleSigma(i, 0, s);
        }
      }
      return new HeldOut(
          test.truth(), labels, all.rawPredictive(0), all.predictive(0), means, sigmas, samples);
    }
  }

  /** All but the points with the largest exact amplitudes; weight samples are left out. */
  HeldOut withoutLargest(double share) {
    double[] sorted = truth.clone();
    Arrays.sort(sorted);
    double limit = sorted[Math.max(0, (int) Math.round((1 - share) * sorted.length) - 1)];
    int[] kept = IntStream.range(0, truth.length).filter(i -> truth[i] <= limit).toArray();
    return new HeldOut(
        pick(truth, kept),
        pick(label, kept),
        pick(raw, kept),
        pick(delivered, kept),
        new double[0],
        new double[0],
        samples);
  }

  private static Predictive pick(Predictive all, int[] kept) {
    return new Predictive(
        pick(all.mean(), kept),
        pick(all.sigmaStat(), kept),
        pick(all.sigmaSyst(), kept),
        pick(all.sigmaTot(), kept));
  }

  private static double[] pick(double[] values, int[] kept) {
    return Arrays.stream(kept).mapToDouble(i -> values[i]).toArray();
  }

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

  /** Relative deviation of the mean prediction from the exact amplitude, (mean - A) / A. */
  public double[] deltas() {
    return RelativePrecision.deltas(exp(raw.mean()), exp(truth));
  }

  private static double[] exp(double[] logarithms) {
    return Arrays.stream(logarithms).map(Math::exp).toArray();
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
