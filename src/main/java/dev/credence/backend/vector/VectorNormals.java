package dev.credence.backend.vector;

import static dev.credence.noise.BoxMuller.C1;
import static dev.credence.noise.BoxMuller.C2;
import static dev.credence.noise.BoxMuller.C3;
import static dev.credence.noise.BoxMuller.C4;
import static dev.credence.noise.BoxMuller.L0;
import static dev.credence.noise.BoxMuller.L1;
import static dev.credence.noise.BoxMuller.L2;
import static dev.credence.noise.BoxMuller.L3;
import static dev.credence.noise.BoxMuller.L4;
import static dev.credence.noise.BoxMuller.L5;
import static dev.credence.noise.BoxMuller.L6;
import static dev.credence.noise.BoxMuller.L7;
import static dev.credence.noise.BoxMuller.MINUS_2_LOG_2;
import static dev.credence.noise.BoxMuller.OCTANT;
import static dev.credence.noise.BoxMuller.ONE;
import static dev.credence.noise.BoxMuller.S0;
import static dev.credence.noise.BoxMuller.S1;
import static dev.credence.noise.BoxMuller.S2;
import static dev.credence.noise.BoxMuller.S3;
import static dev.credence.noise.BoxMuller.SIGN;
import static dev.credence.noise.BoxMuller.SQRT_HALF;

import dev.credence.noise.NoiseLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Vector twin of {@link dev.credence.noise.Normals}, equal to the bit: the operations of {@link
 * dev.credence.noise.BoxMuller} lane by lane, in the same order.
 */
public final class VectorNormals {
  private static final VectorSpecies<Float> FLOATS = NoiseSpecies.FLOATS;
  private static final VectorSpecies<Integer> INTS = NoiseSpecies.INTS;
  private static final int LANES = FLOATS.length();
  private static final int RUN = NoiseLayout.GROUP_BLOCKS;

  private VectorNormals() {}

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
    WordTransform.fill(
        VectorNormals::transform, seed, stream, step, replica, firstElement, dst, dstOffset, count);
  }

  private static void transform(int[] words, int groups, float[] dst, int dstOffset) {
    radii(words, groups, dst, dstOffset);
    angles(words, groups, dst, dstOffset);
  }

  /** Writes the radius of each pair where its cosine will be. */
  private static void radii(int[] words, int groups, float[] dst, int dstOffset) {
    FloatVector scale = FloatVector.broadcast(FLOATS, 0x1p-32f);
    FloatVector half = FloatVector.broadcast(FLOATS, 0x1p-33f);
    FloatVector minus2Log2 = FloatVector.broadcast(FLOATS, MINUS_2_LOG_2);
    IntVector one = IntVector.broadcast(INTS, ONE);
    FloatVector l0 = FloatVector.broadcast(FLOATS, L0);
    FloatVector l1 = FloatVector.broadcast(FLOATS, L1);
    FloatVector l2 = FloatVector.broadcast(FLOATS, L2);
    FloatVector l3 = FloatVector.broadcast(FLOATS, L3);
    FloatVector l4 = FloatVector.broadcast(FLOATS, L4);
    FloatVector l5 = FloatVector.broadcast(FLOATS, L5);
    FloatVector l6 = FloatVector.broadcast(FLOATS, L6);
    FloatVector l7 = FloatVector.broadcast(FLOATS, L7);
    for (int pair = 0; pair < groups * NoiseLayout.GROUP; pair += 2 * RUN) {
      for (int i = pair; i < pair + RUN; i += LANES) {
        IntVector word = IntVector.fromArray(INTS, words, i);
        IntVector upper = word.lanewise(VectorOperators.ASHR, 31);
        IntVector folded = word.lanewise(VectorOperators.XOR, upper);
        FloatVector t = ((FloatVector) folded.convert(VectorOperators.I2F, 0)).fma(scale, half);
        FloatVector signed = t.reinterpretAsInts().or(word.and(SIGN)).reinterpretAsFloats();
        FloatVector u = signed.add(upper.and(one).reinterpretAsFloats());
        IntVector exponent =
            u.reinterpretAsInts().sub(SQRT_HALF).lanewise(VectorOperators.ASHR, 23);
        IntVector scaleBits = one.sub(exponent.lanewise(VectorOperators.LSHL, 23));
        FloatVector base = upper.and(scaleBits).reinterpretAsFloats().sub(1f);
        FloatVector f = signed.fma(scaleBits.reinterpretAsFloats(), base);
        FloatVector p = l7.fma(f, l6).fma(f, l5).fma(f, l4).fma(f, l3).fma(f, l2).fma(f, l1);
        FloatVector minus2Log1p = f.mul(f).fma(p.fma(f, l0), f.mul(-2f));
        FloatVector k = (FloatVector) exponent.convert(VectorOperators.I2F, 0);
        k.fma(minus2Log2, minus2Log1p).sqrt().intoArray(dst, dstOffset + i);
      }
    }
  }

  /** Multiplies the radii by cosine and sine. */
  private static void angles(int[] words, int groups, float[] dst, int dstOffset) {
    FloatVector scale = FloatVector.broadcast(FLOATS, 0x1p-29f);
    FloatVector half = FloatVector.broadcast(FLOATS, 0x1p-30f);
    FloatVector one = FloatVector.broadcast(FLOATS, 1f);
    FloatVector s0 = FloatVector.broadcast(FLOATS, S0);
    FloatVector s1 = FloatVector.broadcast(FLOATS, S1);
    FloatVector s2 = FloatVector.broadcast(FLOATS, S2);
    FloatVector s3 = FloatVector.broadcast(FLOATS, S3);
    FloatVector c1 = FloatVector.broadcast(FLOATS, C1);
    FloatVector c2 = FloatVector.broadcast(FLOATS, C2);
    FloatVector c3 = FloatVector.broadcast(FLOATS, C3);
    FloatVector c4 = FloatVector.broadcast(FLOATS, C4);
    for (int pair = 0; pair < groups * NoiseLayout.GROUP; pair += 2 * RUN) {
      for (int i = pair; i < pair + RUN; i += LANES) {
        IntVector word = IntVector.fromArray(INTS, words, i + RUN);
        IntVector octant = word.and(OCTANT);
        FloatVector t = ((FloatVector) octant.convert(VectorOperators.I2F, 0)).fma(scale, half);
        FloatVector x = t.mul(t);
        IntVector sine = s3.fma(x, s2).fma(x, s1).fma(x, s0).mul(t).reinterpretAsInts();
        IntVector cosine = c4.fma(x, c3).fma(x, c2).fma(x, c1).fma(x, one).reinterpretAsInts();

        // Exchange the two where bit 29 is set, then set the signs.
        IntVector doubled = word.lanewise(VectorOperators.LSHL, 1);
        IntVector mirrored =
            word.lanewise(VectorOperators.LSHL, 2).lanewise(VectorOperators.ASHR, 31);
        IntVector exchange = sine.lanewise(VectorOperators.XOR, cosine).and(mirrored);
        cosine = cosine.lanewise(VectorOperators.XOR, exchange);
        sine = sine.lanewise(VectorOperators.XOR, exchange);
        cosine = cosine.lanewise(VectorOperators.XOR, word.and(SIGN));
        sine = sine.lanewise(VectorOperators.XOR, doubled.and(SIGN));

        FloatVector radius = FloatVector.fromArray(FLOATS, dst, dstOffset + i);
        radius.mul(cosine.reinterpretAsFloats()).intoArray(dst, dstOffset + i);
        radius.mul(sine.reinterpretAsFloats()).intoArray(dst, dstOffset + i + RUN);
      }
    }
  }
}
