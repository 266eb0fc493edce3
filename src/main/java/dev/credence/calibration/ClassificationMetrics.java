package dev.credence.calibration;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The figures of {@code credence evaluate} for classification.
 *
 * @param n rows
 * @param accuracy share of rows whose most probable class is right
 * @param meanLogLikelihood mean log probability of the label
 * @param ece expected calibration error of the most probable class, 15 bins of equal width
 * @param brier multi-class Brier score, 0..2
 * @param auc area under the ROC curve, one class against the rest, averaged; NaN for one class
 */
public record ClassificationMetrics(
    int n,
    Estimate accuracy,
    Estimate meanLogLikelihood,
    Estimate ece,
    Estimate brier,
    Estimate auc) {

  /** From class probabilities (n, C) and labels (n) in 0..C-1. */
  public static ClassificationMetrics of(double[] probabilities, int classes, int[] labels) {
    Reliability reliability =
        Reliability.ofTopClass(
            probabilities,
            classes,
            labels,
            Reliability.DEFAULT_BINS,
            Reliability.Binning.EQUAL_WIDTH);
    return new ClassificationMetrics(
        labels.length,
        ClassScores.accuracy(probabilities, classes, labels),
        ClassScores.logLikelihood(probabilities, classes, labels),
        reliability.ece(),
        ClassScores.brier(probabilities, classes, labels),
        Auc.macro(probabilities, classes, labels));
  }

  /**
   * Figures with example weights w (n), under their contract names: every mean is sum w v / sum w.
   * Calibration error and area under the curve, which are no means over rows, are not among them.
   */
  public static Map<String, Estimate> weighted(
      double[] probabilities, int classes, int[] labels, double[] weights) {
    Map<String, Estimate> map = new LinkedHashMap<>();
    map.put("n", Estimate.exact(labels.length));
    map.put(
        "accuracy",
        Estimate.proportion(ClassScores.right(probabilities, classes, labels), weights));
    map.put(
        "mean_log_likelihood",
        Estimate.mean(ClassScores.logLikelihoods(probabilities, classes, labels), weights));
    map.put(
        "brier", Estimate.mean(ClassScores.brierScores(probabilities, classes, labels), weights));
    return map;
  }

  /** The figures under their contract names, in their contract order. */
  public Map<String, Estimate> toMap() {
    Map<String, Estimate> map = new LinkedHashMap<>();
    map.put("n", Estimate.exact(n));
    map.put("accuracy", accuracy);
    map.put("mean_log_likelihood", meanLogLikelihood);
    map.put("ece", ece);
    map.put("brier", brier);
    map.put("auc", auc);
    return map;
  }
}
