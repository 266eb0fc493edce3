package dev.credence.noise;

/**
 * A pseudo-random permutation of [0, n) without a table: each position is computed on its own.
 *
 * <p>A balanced Feistel network permutes [0, 4^h), the smallest such range that holds n; a result
 * outside [0, n) is permuted again until it falls inside (cycle walking, Black and Rogaway 2002),
 * fewer than four times on average. Such networks make even permutations only, which shows for
 * small n; so half of the keys exchange rows 0 and 1 at the end. The key of round r is the noise
 * word of element r, the epoch in place of the step; the lowest bit of the next word is the
 * exchange.
 *
 * <p>The object is the reusable form: {@link #rekey} and {@link #index} allocate nothing. It must
 * not be rekeyed while other threads use it.
 */
public final class Shuffle {
  /** Feistel rounds. */
  public static final int ROUNDS = 12;

  private final int n;
  private final int halfBits;
  private final int[] keys = new int[ROUNDS + 1];

  /** A shuffle of {@code n} rows; call {@link #rekey} before use. */
  public Shuffle(int n) {
    if (n < 1) {
      throw new IllegalArgumentException("shuffle: cannot permute " + n + " rows");
    }
    this.n = n;
    int bits = 32 - Integer.numberOfLeadingZeros(n - 1);
    this.halfBits = Math.max(1, bits + 1 >>> 1);
  }

  /** Chooses the permutation of an epoch; returns this. */
  public Shuffle rekey(long seed, int stream, int epoch, int replica) {
    Words.fill(seed, stream, epoch, replica, 0, keys, 0, keys.length);
    return this;
  }

  /** The row at a position of the shuffled order, both in [0, n). */
  public int index(int position) {
    if (position < 0 || position >= n) {
      throw new IndexOutOfBoundsException("shuffle: position " + position + " of " + n + " rows");
    }
    int x = position;
    do {
      x = permute(x);
    } while (Integer.compareUnsigned(x, n) >= 0);
    return x < 2 && n > 1 ? x ^ keys[ROUNDS] & 1 : x;
  }

  /** {@link #index(int)} in one call, for single look-ups. */
  public static int index(long seed, int stream, int epoch, int replica, int n, int position) {
    return new Shuffle(n).rekey(seed, stream, epoch, replica).index(position);
  }

  private int permute(int x) {
    int mask = (1 << halfBits) - 1;
    int left = x >>> halfBits;
    int right = x & mask;
    for (int round = 0; round < ROUNDS; round++) {
      int next = left ^ mix(right + keys[round]) >>> 32 - halfBits;
      left = right;
      right = next;
    }
    return left << halfBits | right;
  }

  /** Appleby's 32-bit finaliser (MurmurHash3). */
  private static int mix(int z) {
    z = (z ^ z >>> 16) * 0x85EBCA6B;
    z = (z ^ z >>> 13) * 0xC2B2AE35;
    return z ^ z >>> 16;
  }
}
