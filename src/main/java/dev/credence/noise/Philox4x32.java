package dev.credence.noise;

/**
 * The Philox4x32-10 block function: a bijection of 128-bit counters chosen by a 64-bit key.
 *
 * <p>Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11.
 */
public final class Philox4x32 {
  public static final int ROUNDS = 10;
  public static final int MULTIPLIER_0 = 0xD2511F53;
  public static final int MULTIPLIER_1 = 0xCD9E8D57;

  /** Added to k0 after each round: the golden ratio. */
  public static final int WEYL_0 = 0x9E3779B9;

  /** Added to k1 after each round: sqrt(3) - 1. */
  public static final int WEYL_1 = 0xBB67AE85;

  private static final long LOW = 0xFFFFFFFFL;

  private Philox4x32() {}

  /** Writes the four words of one block to {@code out[offset .. offset + 3]}. */
  public static void block(int c0, int c1, int c2, int c3, int k0, int k1, int[] out, int offset) {
    long words01 = pair(c0, c1, c2, c3, k0, k1, 0);
    long words23 = pair(c0, c1, c2, c3, k0, k1, 1);
    out[offset] = (int) words01;
    out[offset + 1] = (int) (words01 >>> 32);
    out[offset + 2] = (int) words23;
    out[offset + 3] = (int) (words23 >>> 32);
  }

  /** Words 0 and 1 of a block (half 0) or words 2 and 3 (half 1), the first in the low 32 bits. */
  public static long pair(int c0, int c1, int c2, int c3, int k0, int k1, int half) {
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = (MULTIPLIER_0 & LOW) * (c0 & LOW);
      long product1 = (MULTIPLIER_1 & LOW) * (c2 & LOW);
      c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      c1 = (int) product1;
      c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c3 = (int) product0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    return half == 0 ? c0 & LOW | (long) c1 << 32 : c2 & LOW | (long) c3 << 32;
  }
}
