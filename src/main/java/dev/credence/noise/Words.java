package dev.credence.noise;

import java.util.Objects;

/** Uniform 32-bit words, addressed as {@link NoiseLayout} says; all other noise is made of them. */
public final class Words {
  private Words() {}

  /** The word of one element. */
  public static int at(long seed, int stream, int step, int replica, long element) {
    NoiseLayout.check(replica, element, 1);
    int word = NoiseLayout.word(element);
    long pair = pair(seed, stream, step, replica, NoiseLayout.block(element), word >>> 1);
    return (int) (pair >>> 32 * (word & 1));
  }

  /** Writes the words of {@code count} consecutive elements to {@code dst} from the offset on. */
  public static void fill(
      long seed,
      int stream,
      int step,
      int replica,
      long firstElement,
      int[] dst,
      int dstOffset,
      int count) {
    NoiseLayout.check(replica, firstElement, count);
    Objects.checkFromIndexSize(dstOffset, count, dst.length);
    for (int n = 0; n < count; n++) {
      dst[dstOffset + n] = at(seed, stream, step, replica, firstElement + n);
    }
  }

  /** Two words of one block, see {@link Philox4x32#pair}. */
  static long pair(long seed, int stream, int step, int replica, long block, int half) {
    return Philox4x32.pair(
        NoiseLayout.counter0(block),
        NoiseLayout.counter1(block, replica),
        step,
        stream,
        NoiseLayout.key0(seed),
        NoiseLayout.key1(seed),
        half);
  }
}
