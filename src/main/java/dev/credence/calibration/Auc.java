package dev.credence.calibration;

import java.util.Arrays;

/**
 * Area under the receiver operating characteristic: the probability that a random positive scores
 * above a random negative, ties counting one half. Standard error by DeLong et al. (1988), from
 * mid-ranks (Sun and Xu 2014); where classes separate perfectly and it vanishes, that of a
 * proportion over the rarer class. NaN where one side is missing.
 */
public final class Auc {
  private Auc() {}

  /** Scores (n), larger for positives. */
  public static Estimate of(double[] scores, boolean[] positive) {
    Checks.sameLength("score", scores, positive.length);
    Checks.finite("score", scores);
    double[] influence = new double[scores.length];
    double auc = addInfluence(scores, positive, influence);
    return estimate(auc, influence, rarer(positive));
  }

  /**
   * Of class probabilities (n, C): each class against the rest, averaged over the classes for which
   * the labels hold both sides; their correlation enters the error. With two classes this is the
   * area of class 1.
   */
  public static Estimate macro(double[] probabilities, int classes, int[] labels) {
    int rows = Checks.probabilityRows(probabilities, classes);
    Checks.labels(labels, rows, classes);
    double[] influence = new double[rows];
    double sum = 0;
    int counted = 0;
    int rarest = rows;
    for (int k = classes == 2 ? 1 : 0; k < classes; k++) {
      double[] scores = new double[rows];
      boolean[] positive = new boolean[rows];
      for (int row = 0; row < rows; row++) {
        scores[row] = probabilities[row * classes + k];
        positive[row] = labels[row] == k;
      }
      int rarer = rarer(positive);
      if (rarer > 0) {
        sum += addInfluence(scores, positive, influence);
        rarest = Math.min(rarest, rarer);
        counted++;
      }
    }
    if (counted == 0) {
      return new Estimate(Double.NaN, Double.NaN);
    }
    for (int row = 0; row < rows; row++) {
      influence[row] /= counted;
    }
    return estimate(sum / counted, influence, rarest);
  }

  private static Estimate estimate(double auc, double[] influence, int rarer) {
    if (rarer == 0) {
      return new Estimate(Double.NaN, Double.NaN);
    }
    double squares = 0;
    for (double psi : influence) {
      squares += psi * psi;
    }
    double error = Math.sqrt(squares) / influence.length;
    boolean separated = auc == 0 || auc == 1;
    return new Estimate(auc, separated ? Estimate.proportion(0, rarer).standardError() : error);
  }

  private static int rarer(boolean[] positive) {
    int positives = 0;
    for (boolean one : positive) {
      positives += one ? 1 : 0;
    }
    return Math.min(positives, positive.length - positives);
  }

  /** Returns the area and adds the influence value of every row to {@code influence}. */
  private static double addInfluence(double[] scores, boolean[] positive, double[] influence) {
    int n = scores.length;
    double[] positives = select(scores, positive, true);
    double[] negatives = select(scores, positive, false);
    int p = positives.length;
    int q = negatives.length;
    double[] wins = new double[n]; // share of the other side that a row beats
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double below =
          positive[i]
              ? countBelow(negatives, scores[i]) / q
              : 1 - countBelow(positives, scores[i]) / p;
      wins[i] = below;
      sum += positive[i] ? below : 0;
    }
    double auc = sum / p;
    for (int i = 0; i < n; i++) {
      // sqrt(m / (m - 1)) makes the sum of squares the unbiased variance of DeLong's components
      double m = positive[i] ? p : q;
      influence[i] += (wins[i] - auc) * n / m * Math.sqrt(m / Math.max(1, m - 1));
    }
    return auc;
  }

  private static double[] select(double[] scores, boolean[] positive, boolean side) {
    double[] selected = new double[scores.length];
    int count = 0;
    for (int i = 0; i < scores.length; i++) {
      if (positive[i] == side) {
        selected[count++] = scores[i];
      }
    }
    selected = Arrays.copyOf(selected, count);
    Arrays.sort(selected);
    return selected;
  }

  /** Values below, equal ones counting one half. */
  private static double countBelow(double[] sorted, double value) {
    return 0.5 * (firstAtLeast(sorted, value) + firstAtLeast(sorted, Math.nextUp(value)));
  }

  private static int firstAtLeast(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
