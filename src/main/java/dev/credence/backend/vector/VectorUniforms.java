package dev.credence.backend.vector;

import dev.credence.noise.NoiseLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Vector twin of {@link dev.credence.noise.Uniforms}, equal to the bit. */
public final class VectorUniforms {
  private static final VectorSpecies<Float> FLOATS = NoiseSpecies.FLOATS;
  private static final VectorSpecies<Integer> INTS = NoiseSpecies.INTS;

  private VectorUniforms() {}

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
    WordTransform.fill(
        VectorUniforms::transform,
        seed,
        stream,
        step,
        replica,
        firstElement,
        dst,
        dstOffset,
        count);
  }

  private static void transform(int[] words, int groups, float[] dst, int dstOffset) {
    FloatVector ulp = FloatVector.broadcast(FLOATS, 0x1p-23f);
    FloatVector halfUlp = FloatVector.broadcast(FLOATS, 0x1p-24f);
    for (int i = 0; i < groups * NoiseLayout.GROUP; i += FLOATS.length()) {
      IntVector upper = IntVector.fromArray(INTS, words, i).lanewise(VectorOperators.LSHR, 9);
      FloatVector k = (FloatVector) upper.convert(VectorOperators.I2F, 0);
      k.fma(ulp, halfUlp).intoArray(dst, dstOffset + i);
    }
  }
}
