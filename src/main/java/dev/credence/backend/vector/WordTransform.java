package dev.credence.backend.vector;

import dev.credence.noise.NoiseLayout;
import java.util.Objects;

/** Turns the words of whole groups into floats; {@link #fill} extends that to any element range. */
interface WordTransform {
  /** {@code words} hold {@code groups} groups from index 0; writes as many floats. */
  void apply(int[] words, int groups, float[] dst, int dstOffset);

  /** Writes the floats of {@code count} consecutive elements to {@code dst} from the offset on. */
  static void fill(
      WordTransform transform,
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
    NoiseScratch scratch = NoiseScratch.get();
    int done = 0;
    while (done < count) {
      long element = firstElement + done;
      int skip = (int) element & NoiseLayout.GROUP - 1;
      int left = count - done;
      boolean whole = skip == 0 && left >= NoiseLayout.GROUP;
      int groups = whole ? Math.min(left / NoiseLayout.GROUP, NoiseScratch.GROUPS) : 1;
      long group = element / NoiseLayout.GROUP;
      VectorPhilox.groups(seed, stream, step, replica, group, groups, scratch.words, 0);
      int at = dstOffset + done;
      if (whole) {
        transform.apply(scratch.words, groups, dst, at);
        done += groups * NoiseLayout.GROUP;
      } else {
        transform.apply(scratch.words, 1, scratch.group, 0);
        int n = Math.min(left, NoiseLayout.GROUP - skip);
        System.arraycopy(scratch.group, skip, dst, at, n);
        done += n;
      }
    }
  }
}
