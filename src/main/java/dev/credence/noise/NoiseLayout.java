package dev.credence.noise;

/**
 * Where a noise value lives: the one description of the counter layout, for every backend.
 *
 * <pre>
 *   key      k0 = seed bits 0..31          k1 = seed bits 32..63
 *   counter  c0 = block bits 0..31         c1 = replica (24 bits) | block bits 32..39 &lt;&lt; 24
 *            c2 = step                     c3 = stream
 *   element  g = element &gt;&gt;&gt; 6, i = element &amp; 63
 *            block = 16 g + (i &amp; 15),  word = i &gt;&gt;&gt; 4
 * </pre>
 *
 * Elements come in groups of 64 that share 16 consecutive blocks. Word 0 of the 16 blocks gives the
 * first 16 elements of the group, word 1 the next 16, and so on: a vector of 2, 4, 8 or 16
 * consecutive blocks, or half a warp of them, yields consecutive elements without a transposition.
 */
public final class NoiseLayout {
  /** Elements in one group. */
  public static final int GROUP = 64;

  /** Philox blocks in one group; also the distance, in elements, of two words of one block. */
  public static final int GROUP_BLOCKS = 16;

  /** Replicas are numbered below this: 24 bits of c1. */
  public static final int REPLICAS = 1 << 24;

  /** Elements are numbered below this: 40 bits of block number, two bits of word number. */
  public static final long ELEMENTS = 1L << 42;

  private NoiseLayout() {}

  /** Number of the Philox block that holds {@code element}. */
  public static long block(long element) {
    return (element >>> 6) * GROUP_BLOCKS + (element & (GROUP_BLOCKS - 1));
  }

  /** Which of the block's four words is {@code element}. */
  public static int word(long element) {
    return (int) (element >>> 4) & 3;
  }

  /** Counter word c0 of a block. */
  public static int counter0(long block) {
    return (int) block;
  }

  /** Counter word c1 of a block. */
  public static int counter1(long block, int replica) {
    return replica | (int) (block >>> 32) << 24;
  }

  /** Key word k0. */
  public static int key0(long seed) {
    return (int) seed;
  }

  /** Key word k1. */
  public static int key1(long seed) {
    return (int) (seed >>> 32);
  }

  /**
   * Refuses what the counter cannot hold.
   *
   * @throws IllegalArgumentException when the replica or one of the elements is out of range
   */
  public static void check(int replica, long firstElement, long count) {
    if (replica < 0 || replica >= REPLICAS) {
      throw new IllegalArgumentException("noise: replica " + replica + " is not in [0, 2^24)");
    }
    if (count < 0 || firstElement < 0 || firstElement > ELEMENTS - count) {
      throw new IllegalArgumentException(
          "noise: " + count + " elements from " + firstElement + " are not in [0, 2^42)");
    }
  }
}
