package dev.credence.noise;

import java.util.Objects;

/**
 * Standard normals: words 0 and 1 of a block give the elements of words 0 and 1, words 2 and 3
 * those of words 2 and 3, by {@link BoxMuller} (cosine first).
 */
public final class Normals {
  private Normals() {}

  /** The normal of one element. */
  public static float at(long seed, int stream, int step, int replica, long element) {
    NoiseLayout.check(replica, element, 1);
    int word = NoiseLayout.word(element);
    long pair = Words.pair(seed, stream, step, replica, NoiseLayout.block(element), word >>> 1);
    float radius = BoxMuller.radius((int) pair);
    int angle = (int) (pair >>> 32);
    return radius * ((word & 1) == 0 ? BoxMuller.cosine(angle) : BoxMuller.sine(angle));
  }

  /** Writes the normals of {@code count} consecutive elements to {@code dst} from the offset on. */
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
    int partner = NoiseLayout.GROUP_BLOCKS; // distance from the cosine to the sine of one pair
    for (int n = 0; n < count; n++) {
      long element = firstElement + n;
      int word = NoiseLayout.word(element);
      boolean sine = (word & 1) == 1;
      if (sine && n >= partner) {
        continue; // written with its cosine
      }
      long pair = Words.pair(seed, stream, step, replica, NoiseLayout.block(element), word >>> 1);
      float radius = BoxMuller.radius((int) pair);
      int angle = (int) (pair >>> 32);
      int at = dstOffset + n;
      dst[at] = radius * (sine ? BoxMuller.sine(angle) : BoxMuller.cosine(angle));
      if (!sine && n + partner < count) {
        dst[at + partner] = radius * BoxMuller.sine(angle);
      }
    }
  }
}
