package dev.credence.predict;

import dev.credence.calibration.Coverage;
import dev.credence.calibration.Crps;
import dev.credence.calibration.Estimate;
import dev.credence.calibration.GaussianMixture;
import dev.credence.calibration.MonotoneMap;
import dev.credence.calibration.ProbabilityIntegral;
import dev.credence.calibration.PullSummary;
import dev.credence.calibration.RegressionMetrics;
import dev.credence.data.RowsException;
import java.util.Arrays;

/**
 * Scores of one regression target, collected chunk by chunk. The predictive distribution is the
 * mixture over weight samples; for CRPS and coverage each sample counts as the Gaussian of its mean
 * and width, stretched around the mixture's mean as far as the model recalibrates its error bars,
 * and reshaped where the model has a shape for its distribution.
 */
public final class RegressionEvaluation {
  private static final int CHUNK = 1024;

  /** Largest pull whose fourth power, of which standard errors are made, can be summed. */
  private static final double MOST = 1e70;

  private final String name;
  private final double[] truth;
  private final double[] residual;
  private final double[] pull;
  private final double[] logDensity;
  private final double[] crps;
  private final double[] probabilityIntegral;
  private int rows;

  /**
   * @param name the target, for messages
   * @param truth its value in every row
   */
  public RegressionEvaluation(String name, double[] truth) {
    this.name = name;
    this.truth = truth;
    int rows = truth.length;
    residual = new double[rows];
    pull = new double[rows];
    logDensity = new double[rows];
    crps = new double[rows];
    probabilityIntegral = new double[rows];
  }

  /**
   * Scores the one target of a model.
   *
   * @param inputs rows (n, K) row-major, as the user has them
   * @param name the target, for messages
   * @param truth its values (n)
   */
  public static RegressionEvaluation of(
      Predictor predictor, double[] inputs, String name, double[] truth) {
    RegressionEvaluation evaluation = new RegressionEvaluation(name, truth);
    int columns = predictor.inputs();
    Prediction prediction = predictor.newPrediction(Math.min(CHUNK, truth.length), true);
    for (int first = 0; first < truth.length; first += CHUNK) {
      int n = Math.min(CHUNK, truth.length - first);
      double[] chunk = Arrays.copyOfRange(inputs, first * columns, (first + n) * columns);
      predictor.predict(chunk, n, prediction);
      evaluation.add(prediction, 0);
    }
    return evaluation;
  }

  /**
   * Adds the next rows, from a prediction that keeps its samples.
   *
   * @throws RowsException naming the row of the prediction whose target is too far from it
   */
  public void add(Prediction prediction, int target) {
    double[] y = Arrays.copyOfRange(truth, rows, rows + prediction.rows());
    check(prediction, target, y);
    GaussianMixture mixture = mixture(prediction, target);
    MonotoneMap shape = prediction.shape(target);
    double[] chunkCrps =
        shape == null ? Crps.mixture(mixture, y) : Crps.reshaped(mixture, shape, y);
    double[] integrals = ProbabilityIntegral.mixture(mixture, y);
    for (int i = 0; i < prediction.rows(); i++, rows++) {
      residual[rows] = prediction.mean(i, target) - y[i];
      pull[rows] = residual[rows] / prediction.sigmaTot(i, target);
      logDensity[rows] = prediction.logDensity(i, target, y[i]);
      crps[rows] = chunkCrps[i];
      probabilityIntegral[rows] = prediction.calibrated(target, integrals[i]);
    }
  }

  private void check(Prediction prediction, int target, double[] y) {
    for (int i = 0; i < y.length; i++) {
      double mean = prediction.mean(i, target);
      double sigma = prediction.sigmaTot(i, target);
      if (!(Math.abs((mean - y[i]) / sigma) <= MOST)) {
        throw RowsException.ofCell(
            i,
            name,
            "%s is too far from the prediction %.4g +- %.2g to be scored"
                .formatted(y[i], mean, sigma));
      }
    }
  }

  /** The figures of all rows. */
  public RegressionMetrics metrics() {
    PullSummary pulls = PullSummary.of(pull);
    return new RegressionMetrics(
        rows,
        Estimate.rootMeanSquare(residual),
        Estimate.mean(logDensity),
        Estimate.mean(crps),
        Coverage.at(0.68, probabilityIntegral),
        Coverage.at(0.95, probabilityIntegral),
        pulls.mean(),
        pulls.width());
  }

  /** Coverage of central intervals of these levels. */
  public Coverage coverage(double[] levels) {
    return Coverage.of(probabilityIntegral, levels);
  }

  private static GaussianMixture mixture(Prediction prediction, int target) {
    int n = prediction.rows();
    int samples = prediction.samples();
    double[] means = new double[samples * n];
    double[] sigmas = new double[samples * n];
    for (int i = 0; i < n; i++) {
      double mean = prediction.mean(i, target);
      double stretch = prediction.sigmaTot(i, target) / prediction.rawSigmaTot(i, target);
      for (int s = 0; s < samples; s++) {
        double offset = prediction.sampleMean(i, target, s) - mean;
        means[s * n + i] = mean + stretch * offset;
        sigmas[s * n + i] = stretch * prediction.sampleSigma(i, target, s);
      }
    }
    return GaussianMixture.ofSamples(means, sigmas, samples);
  }
}
