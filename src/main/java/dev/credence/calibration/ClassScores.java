package dev.credence.calibration;

/** Scores of class probabilities (n, C) against labels (n) in 0..C-1. */
public final class ClassScores {
  private ClassScores() {}

  /** Class of the largest probability of a row; of equal ones the first. */
  public static int predictedClass(double[] probabilities, int classes, int row) {
    int best = 0;
    for (int k = 1; k < classes; k++) {
      if (probabilities[row * classes + k] > probabilities[row * classes + best]) {
        best = k;
      }
    }
    return best;
  }

  /** Share of rows whose most probable class is the label, with binomial error. */
  public static Estimate accuracy(double[] probabilities, int classes, int[] labels) {
    int right = 0;
    for (boolean one : right(probabilities, classes, labels)) {
      right += one ? 1 : 0;
    }
    return Estimate.proportion(right, labels.length);
  }

  /** Whether the most probable class of a row is its label. */
  static boolean[] right(double[] probabilities, int classes, int[] labels) {
    int rows = check(probabilities, classes, labels);
    boolean[] right = new boolean[rows];
    for (int row = 0; row < rows; row++) {
      right[row] = predictedClass(probabilities, classes, row) == labels[row];
    }
    return right;
  }

  /**
   * Mean over rows of sum_k (p_k - [k = label])^2, in 0..2 (Brier 1950); with two classes twice the
   * score of one probability.
   */
  public static Estimate brier(double[] probabilities, int classes, int[] labels) {
    return Estimate.mean(brierScores(probabilities, classes, labels));
  }

  /** {@link #brier} of every row. */
  static double[] brierScores(double[] probabilities, int classes, int[] labels) {
    int rows = check(probabilities, classes, labels);
    double[] scores = new double[rows];
    for (int row = 0; row < rows; row++) {
      for (int k = 0; k < classes; k++) {
        double delta = probabilities[row * classes + k] - (k == labels[row] ? 1 : 0);
        scores[row] += delta * delta;
      }
    }
    return scores;
  }

  /**
   * Mean over rows of log p_label. A probability of zero counts as the smallest positive float,
   * because a float32 softmax cannot tell smaller ones from zero.
   */
  public static Estimate logLikelihood(double[] probabilities, int classes, int[] labels) {
    return Estimate.mean(logLikelihoods(probabilities, classes, labels));
  }

  /** {@link #logLikelihood} of every row. */
  static double[] logLikelihoods(double[] probabilities, int classes, int[] labels) {
    int rows = check(probabilities, classes, labels);
    double[] scores = new double[rows];
    for (int row = 0; row < rows; row++) {
      double p = probabilities[row * classes + labels[row]];
      scores[row] = Math.log(Math.max(p, Float.MIN_VALUE));
    }
    return scores;
  }

  private static int check(double[] probabilities, int classes, int[] labels) {
    int rows = Checks.probabilityRows(probabilities, classes);
    Checks.labels(labels, rows, classes);
    return rows;
  }
}
