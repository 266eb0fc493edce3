package dev.credence.backend.vector;

import dev.credence.noise.NoiseLayout;
import dev.credence.noise.Philox4x32;
import java.util.Objects;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Vector twin of {@link dev.credence.noise.Words}: the same words, one Philox block per lane. */
public final class VectorPhilox {
  private static final VectorSpecies<Long> LONGS = NoiseSpecies.LONGS;
  private static final int LANES = NoiseSpecies.INTS.length();
  private static final int RUN = NoiseLayout.GROUP_BLOCKS;
  private static final long LOW = 0xFFFFFFFFL;
  private static final long MULTIPLIER_0 = Philox4x32.MULTIPLIER_0 & LOW;
  private static final long MULTIPLIER_1 = Philox4x32.MULTIPLIER_1 & LOW;

  /** Block of each 64-bit lane, for even blocks: 0, 2, 4 ... */
  private static final LongVector EVEN_LANES = LongVector.zero(LONGS).addIndex(2);

  private VectorPhilox() {}

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
    int done = 0;
    while (done < count) {
      long element = firstElement + done;
      int skip = (int) element & NoiseLayout.GROUP - 1;
      int left = count - done;
      long group = element / NoiseLayout.GROUP;
      if (skip == 0 && left >= NoiseLayout.GROUP) {
        int groups = left / NoiseLayout.GROUP;
        groups(seed, stream, step, replica, group, groups, dst, dstOffset + done);
        done += groups * NoiseLayout.GROUP;
      } else {
        int[] words = NoiseScratch.get().words;
        groups(seed, stream, step, replica, group, 1, words, 0);
        int n = Math.min(left, NoiseLayout.GROUP - skip);
        System.arraycopy(words, skip, dst, dstOffset + done, n);
        done += n;
      }
    }
  }

  /**
   * Writes the words of whole groups.
   *
   * <p>Each 64-bit lane holds one block, even blocks in one vector and odd blocks in the other, so
   * that the 32x32 -> 64 bit products need no unpacking and the results interleave by a shift. Only
   * the low half of a lane counts; it is masked right before a product, where C2 looks for it to
   * choose the short multiplication. The blocks of a group differ in c0 only, so half of the first
   * two rounds is the same in every lane and done in scalars.
   *
   * <p>Everything is written out: C2 stops inlining any but the JDK's own methods once a method has
   * about fifty vector operations, and a vector that crosses a call is boxed.
   */
  static void groups(
      long seed,
      int stream,
      int step,
      int replica,
      long firstGroup,
      int groups,
      int[] dst,
      int dstOffset) {
    LongVector low = LongVector.broadcast(LONGS, LOW);
    LongVector multiplier0 = LongVector.broadcast(LONGS, MULTIPLIER_0).and(low);
    LongVector multiplier1 = LongVector.broadcast(LONGS, MULTIPLIER_1).and(low);
    LongVector weyl0 = LongVector.broadcast(LONGS, Philox4x32.WEYL_0);
    LongVector weyl1 = LongVector.broadcast(LONGS, Philox4x32.WEYL_1);
    LongVector firstProducts = EVEN_LANES.mul(multiplier0);
    int key0 = NoiseLayout.key0(seed);
    int key1 = NoiseLayout.key1(seed);

    for (int g = 0; g < groups; g++) {
      long block = (firstGroup + g) * NoiseLayout.GROUP_BLOCKS;
      long c0 = NoiseLayout.counter0(block) & LOW;
      long product1 = MULTIPLIER_1 * (step & LOW);
      int c0Round1 = (int) (product1 >>> 32) ^ NoiseLayout.counter1(block, replica) ^ key0;
      long product0 = MULTIPLIER_0 * (c0Round1 & LOW);
      long x0 = product1 ^ key0 + Philox4x32.WEYL_0;
      long x2 = product0 >>> 32 ^ key1 + Philox4x32.WEYL_1;
      int at = dstOffset + g * NoiseLayout.GROUP;
      for (int b = 0; b < NoiseLayout.GROUP_BLOCKS; b += LANES) {
        // Round 1: c0 * MULTIPLIER_0 is linear in the lane.
        LongVector evenProduct0 = firstProducts.add(MULTIPLIER_0 * (c0 + b));
        LongVector oddProduct0 = firstProducts.add(MULTIPLIER_0 * (c0 + b + 1));
        LongVector even2 = evenProduct0.lanewise(VectorOperators.LSHR, 32);
        LongVector odd2 = oddProduct0.lanewise(VectorOperators.LSHR, 32);
        even2 = even2.lanewise(VectorOperators.XOR, (long) (stream ^ key1));
        odd2 = odd2.lanewise(VectorOperators.XOR, (long) (stream ^ key1));
        // Round 2
        LongVector even1 = even2.and(low).mul(multiplier1);
        LongVector odd1 = odd2.and(low).mul(multiplier1);
        LongVector even0 = even1.lanewise(VectorOperators.LSHR, 32);
        LongVector odd0 = odd1.lanewise(VectorOperators.LSHR, 32);
        even0 = even0.lanewise(VectorOperators.XOR, x0);
        odd0 = odd0.lanewise(VectorOperators.XOR, x0);
        even2 = evenProduct0.lanewise(VectorOperators.XOR, x2);
        odd2 = oddProduct0.lanewise(VectorOperators.XOR, x2);
        LongVector even3 = LongVector.broadcast(LONGS, product0);
        LongVector odd3 = even3;

        LongVector k0 = LongVector.broadcast(LONGS, key0 + 2 * Philox4x32.WEYL_0);
        LongVector k1 = LongVector.broadcast(LONGS, key1 + 2 * Philox4x32.WEYL_1);
        for (int round = 2; round < Philox4x32.ROUNDS; round++) {
          evenProduct0 = even0.and(low).mul(multiplier0);
          oddProduct0 = odd0.and(low).mul(multiplier0);
          LongVector evenProduct1 = even2.and(low).mul(multiplier1);
          LongVector oddProduct1 = odd2.and(low).mul(multiplier1);
          even0 = evenProduct1.lanewise(VectorOperators.LSHR, 32);
          odd0 = oddProduct1.lanewise(VectorOperators.LSHR, 32);
          even2 = evenProduct0.lanewise(VectorOperators.LSHR, 32);
          odd2 = oddProduct0.lanewise(VectorOperators.LSHR, 32);
          even0 = even0.lanewise(VectorOperators.XOR, even1).lanewise(VectorOperators.XOR, k0);
          odd0 = odd0.lanewise(VectorOperators.XOR, odd1).lanewise(VectorOperators.XOR, k0);
          even2 = even2.lanewise(VectorOperators.XOR, even3).lanewise(VectorOperators.XOR, k1);
          odd2 = odd2.lanewise(VectorOperators.XOR, odd3).lanewise(VectorOperators.XOR, k1);
          even1 = evenProduct1;
          odd1 = oddProduct1;
          even3 = evenProduct0;
          odd3 = oddProduct0;
          k0 = k0.add(weyl0);
          k1 = k1.add(weyl1);
        }

        odd0 = odd0.lanewise(VectorOperators.LSHL, 32);
        odd1 = odd1.lanewise(VectorOperators.LSHL, 32);
        odd2 = odd2.lanewise(VectorOperators.LSHL, 32);
        odd3 = odd3.lanewise(VectorOperators.LSHL, 32);
        even0.and(low).or(odd0).reinterpretAsInts().intoArray(dst, at + b);
        even1.and(low).or(odd1).reinterpretAsInts().intoArray(dst, at + b + RUN);
        even2.and(low).or(odd2).reinterpretAsInts().intoArray(dst, at + b + 2 * RUN);
        even3.and(low).or(odd3).reinterpretAsInts().intoArray(dst, at + b + 3 * RUN);
      }
    }
  }
}
