package dev.credence.data;

import java.util.Arrays;

/**
 * Row indices dealt into training, validation and test by a seed; each part sorted, all disjoint,
 * together every row. The same (rows, fractions, seed) gives the same parts on every platform.
 */
public record Split(int[] train, int[] validation, int[] test) {

  /**
   * Deals {@code rows} rows; the parts' sizes are the fractions rounded to whole rows, the rest is
   * for training.
   *
   * @throws IllegalArgumentException when the fractions are not in [0, 1) with a sum below 1
   * @throws DataException when no row is left for training
   */
  public static Split of(int rows, double validationFraction, double testFraction, long seed) {
    if (!(validationFraction >= 0 && testFraction >= 0 && validationFraction + testFraction < 1)) {
      throw new IllegalArgumentException(
          "fractions for validation ("
              + validationFraction
              + ") and test ("
              + testFraction
              + ") must be at least 0 with a sum below 1");
    }
    int validation = (int) Math.round(rows * validationFraction);
    int test = (int) Math.round(rows * testFraction);
    int train = rows - validation - test;
    if (train < 1) {
      throw new DataException(
          "no row is left for training: of "
              + rows
              + " rows, "
              + validation
              + " go to validation and "
              + test
              + " to test");
    }
    int[] order = shuffled(rows, seed);
    return new Split(
        sorted(order, 0, train),
        sorted(order, train, train + validation),
        sorted(order, train + validation, rows));
  }

  private static int[] sorted(int[] order, int from, int to) {
    int[] part = Arrays.copyOfRange(order, from, to);
    Arrays.sort(part);
    return part;
  }

  /** Fisher-Yates with SplitMix64 (Steele, Lea and Flood 2014), bounded draws by rejection. */
  private static int[] shuffled(int rows, long seed) {
    int[] order = new int[rows];
    Arrays.setAll(order, i -> i);
    long state = seed;
    for (int i = rows - 1; i > 0; i--) {
      long bound = i + 1L;
      long draw;
      long value;
      do {
        state += 0x9E3779B97F4A7C15L;
        draw = mixed(state) >>> 1;
        value = draw % bound;
      } while (draw - value > Long.MAX_VALUE - (bound - 1)); // an incomplete last run of residues
      int j = (int) value;
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  private static long mixed(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
