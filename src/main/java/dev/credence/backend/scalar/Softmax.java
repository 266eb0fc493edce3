package dev.credence.backend.scalar;

/** Stable sums of exponentials over the start of an array. */
final class Softmax {
  private Softmax() {}

  /** log of the sum of exp(a[i]) over the first {@code n}. */
  static double logSumExp(double[] a, int n) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      max = Math.max(max, a[i]);
    }
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += Math.exp(a[i] - max);
    }
    return max + Math.log(sum);
  }
}
