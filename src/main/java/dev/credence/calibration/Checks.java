package dev.credence.calibration;

/** The sentences with which bad arrays are refused. */
final class Checks {
  /** Float32 softmax rows sum to one within a few hundred roundings. */
  private static final double SUM_TOLERANCE = 1e-4;

  private Checks() {}

  static void sameLength(String name, double[] values, int expected) {
    if (values.length != expected) {
      throw new IllegalArgumentException(
          name + " has " + values.length + " values where " + expected + " are needed.");
    }
  }

  static void finite(String name, double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException(name + " is empty; at least one row is needed.");
    }
    for (int i = 0; i < values.length; i++) {
      if (!(Math.abs(values[i]) <= Double.MAX_VALUE)) {
        throw new IllegalArgumentException(name + " at index " + i + " is " + values[i] + ".");
      }
    }
  }

  static void positive(String name, double[] values) {
    finite(name, values);
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] > 0)) {
        throw new IllegalArgumentException(
            name + " at index " + i + " is " + values[i] + " and must be positive.");
      }
    }
  }

  static void notNegative(String name, double[] values) {
    finite(name, values);
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= 0)) {
        throw new IllegalArgumentException(
            name + " at index " + i + " is " + values[i] + " and must not be negative.");
      }
    }
  }

  static void unitInterval(String name, double[] values) {
    finite(name, values);
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= 0 && values[i] <= 1)) {
        throw new IllegalArgumentException(
            name + " at index " + i + " is " + values[i] + ", outside [0, 1].");
      }
    }
  }

  /** Rows of an array of {@code groups} equal parts. */
  static int split(String name, int length, int groups) {
    if (groups < 1 || length == 0 || length % groups != 0) {
      throw new IllegalArgumentException(
          name + " of length " + length + " does not split into " + groups + " equal parts.");
    }
    return length / groups;
  }

  /** Probabilities (n, classes), non-negative, each row summing to one; returns n. */
  static int probabilityRows(double[] probabilities, int classes) {
    int rows = split("the probability array", probabilities.length, classes);
    notNegative("probability", probabilities);
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        sum += probabilities[row * classes + k];
      }
      if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
        throw new IllegalArgumentException(
            "probabilities of row " + row + " sum to " + sum + " instead of 1.");
      }
    }
    return rows;
  }

  static void labels(int[] labels, int rows, int classes) {
    if (labels.length != rows) {
      throw new IllegalArgumentException(
          "there are " + labels.length + " labels for " + rows + " rows.");
    }
    for (int row = 0; row < rows; row++) {
      if (labels[row] < 0 || labels[row] >= classes) {
        throw new IllegalArgumentException(
            "label of row "
                + row
                + " is "
                + labels[row]
                + " but there are "
                + classes
                + " classes.");
      }
    }
  }
}
