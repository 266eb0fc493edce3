package dev.credence.bench;

import java.util.Map;

/**
 * Whether two contenders did the same work. Results may differ by rounding: the norm of the
 * difference is compared with the norm of the reference, so that one wrong element among a hundred
 * million still shows, while cancellation in one element does not.
 */
final class Agreement {
  /** Far above what float32 sums of a few thousand terms differ by in another order. */
  static final double TOLERANCE = 1e-4;

  private Agreement() {}

  /** Throws where the results differ, are missing, or are not finite. */
  static void check(String who, Map<String, float[]> results, Map<String, float[]> reference) {
    for (Map.Entry<String, float[]> entry : reference.entrySet()) {
      float[] actual = results.get(entry.getKey());
      float[] expected = entry.getValue();
      if (actual == null || actual.length != expected.length) {
        throw new IllegalStateException(
            "%s gives no %s of %d numbers".formatted(who, entry.getKey(), expected.length));
      }
      double difference = difference(actual, expected);
      if (!(difference <= TOLERANCE)) {
        throw new IllegalStateException(
            "%s of %s is wrong: it differs from the reference by %.2g of its norm"
                .formatted(entry.getKey(), who, difference));
      }
    }
  }

  private static double difference(float[] actual, float[] expected) {
    double squares = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      double d = (double) actual[i] - expected[i];
      squares += d * d;
      norm += (double) expected[i] * expected[i];
    }
    return Math.sqrt(squares) / (norm == 0 ? 1 : Math.sqrt(norm));
  }
}
