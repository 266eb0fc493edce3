package dev.credence.backend.vector;

/** Stable sums of exponentials. */
final class Softmax {
  private Softmax() {}

  /** log of the sum of exp over {@code n} numbers from {@code offset} on. */
  static double logSumExp(float[] a, int offset, int n) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      largest = Math.max(largest, a[offset + i]);
    }
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += Math.exp(a[offset + i] - largest);
    }
    return largest + Math.log(sum);
  }
}
