package dev.credence.backend.scalar;

/** Rounds rows of double sums to float32. */
final class Rows {
  private Rows() {}

  static void store(double[] row, Operand target, int offset) {
    for (int n = 0; n < row.length; n++) {
      target.data[offset + n] = (float) row[n];
    }
  }
}
