package dev.credence.noise;

import java.util.Objects;

/**
 * Uniform floats (k + 1/2) / 2^23, k = the upper 23 bits of the element's word: exact, symmetric
 * about 1/2, never 0 or 1. {@code u < p} is true with probability p to within 2^-24.
 */
public final class Uniforms {
  private Uniforms() {}

  /** The uniform of one element. */
  public static float at(long seed, int stream, int step, int replica, long element) {
    return fromWord(Words.at(seed, stream, step, replica, element));
  }

  /** Writes the uniforms of {@code count} consecutive elements to {@code dst}. */
  public static void fill(
      long seed,
      int stream,
      int step,
      int replica,
      long firstElement,
      float[] dst,
      int dstOffset,
      int count) {
    NoiseLayout.check(replica, firstElement, count);
    Objects.checkFromIndexSize(dstOffset, count, dst.length);
    for (int n = 0; n < count; n++) {
      dst[dstOffset + n] = at(seed, stream, step, replica, firstElement + n);
    }
  }

  static float fromWord(int word) {
    return Math.fma((float) (word >>> 9), 0x1p-23f, 0x1p-24f);
  }
}
