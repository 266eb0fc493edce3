package dev.credence.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reliability diagram: how often what was predicted with probability p happens.
 *
 * @param bins non-empty bins in rising order of probability
 * @param ece expected calibration error, the count-weighted mean over bins of |frequency - mean
 *     probability|. Its error holds for a miscalibrated predictor; a calibrated one still shows
 *     {@code eceIfCalibrated}
 * @param eceIfCalibrated expected value of ece, from counting statistics alone, if every
 *     probability were right
 */
public record Reliability(List<Bin> bins, Estimate ece, double eceIfCalibrated) {

  /** The customary number of bins (Guo et al. 2017). */
  public static final int DEFAULT_BINS = 15;

  public enum Binning {
    /** Bins [m/M, (m+1)/M), the last one closed. */
    EQUAL_WIDTH,
    /** Bins of nearly equal counts; equal probabilities stay together. */
    EQUAL_COUNT
  }

  /**
   * One point of the diagram.
   *
   * @param low lower edge, or smallest probability for equal counts
   * @param high upper edge, or largest probability for equal counts
   * @param count events in the bin
   * @param meanProbability average prediction
   * @param frequency share that happened, with binomial error
   */
  public record Bin(
      double low, double high, long count, double meanProbability, Estimate frequency) {}

  /** The probability of the most probable class against its being right: (n, C) and labels (n). */
  public static Reliability ofTopClass(
      double[] probabilities, int classes, int[] labels, int bins, Binning binning) {
    int rows = Checks.probabilityRows(probabilities, classes);
    Checks.labels(labels, rows, classes);
    double[] confidence = new double[rows];
    boolean[] right = new boolean[rows];
    for (int row = 0; row < rows; row++) {
      int best = ClassScores.predictedClass(probabilities, classes, row);
      // a float32 softmax may overshoot 1 by a rounding
      confidence[row] = Math.min(1, probabilities[row * classes + best]);
      right[row] = best == labels[row];
    }
    return of(confidence, right, bins, binning);
  }

  /** Probabilities of single events (n) against whether they happened. */
  public static Reliability of(
      double[] probabilities, boolean[] happened, int bins, Binning binning) {
    Checks.sameLength("probability", probabilities, happened.length);
    Checks.unitInterval("probability", probabilities);
    if (bins < 1) {
      throw new IllegalArgumentException("a reliability diagram needs one bin or more.");
    }
    int n = happened.length;
    int[] binOf =
        binning == Binning.EQUAL_WIDTH
            ? equalWidth(probabilities, bins)
            : equalCount(probabilities, bins);
    long[] counts = new long[bins];
    long[] hits = new long[bins];
    double[] sums = new double[bins];
    double[] variances = new double[bins];
    double[] low = new double[bins];
    double[] high = new double[bins];
    Arrays.fill(low, 1);
    for (int i = 0; i < n; i++) {
      int bin = binOf[i];
      double p = probabilities[i];
      counts[bin]++;
      hits[bin] += happened[i] ? 1 : 0;
      sums[bin] += p;
      variances[bin] += p * (1 - p);
      low[bin] = Math.min(low[bin], p);
      high[bin] = Math.max(high[bin], p);
    }
    List<Bin> filled = new ArrayList<>();
    double ece = 0;
    double noise = 0;
    for (int m = 0; m < bins; m++) {
      if (counts[m] > 0) {
        boolean edges = binning == Binning.EQUAL_WIDTH;
        filled.add(
            new Bin(
                edges ? (double) m / bins : low[m],
                edges ? (m + 1.0) / bins : high[m],
                counts[m],
                sums[m] / counts[m],
                Estimate.proportion(hits[m], counts[m])));
        ece += Math.abs(hits[m] - sums[m]) / n;
        noise += Math.sqrt(2 / Math.PI * variances[m]) / n;
      }
    }
    double[] influence = new double[n];
    for (int i = 0; i < n; i++) {
      double sign = Math.signum(hits[binOf[i]] - sums[binOf[i]]);
      influence[i] = sign * ((happened[i] ? 1 : 0) - probabilities[i]);
    }
    return new Reliability(
        List.copyOf(filled), new Estimate(ece, StandardErrors.ofMean(influence)), noise);
  }

  private static int[] equalWidth(double[] probabilities, int bins) {
    int[] binOf = new int[probabilities.length];
    for (int i = 0; i < binOf.length; i++) {
      binOf[i] = Math.min(bins - 1, (int) (probabilities[i] * bins));
    }
    return binOf;
  }

  private static int[] equalCount(double[] probabilities, int bins) {
    int n = probabilities.length;
    double[] sorted = probabilities.clone();
    Arrays.sort(sorted);
    int[] binOf = new int[n];
    for (int m = 1; m < bins; m++) {
      double edge = sorted[(int) ((long) m * n / bins)];
      for (int i = 0; i < n; i++) {
        if (probabilities[i] >= edge) {
          binOf[i] = m;
        }
      }
    }
    return binOf;
  }
}
