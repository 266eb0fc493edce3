package dev.credence.backend.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Vector shape of the noise kernels: the preferred one, up to the 16 floats of a word run. */
final class NoiseSpecies {
  private static final VectorShape SHAPE =
      FloatVector.SPECIES_PREFERRED.vectorBitSize() > 512
          ? VectorShape.S_512_BIT
          : FloatVector.SPECIES_PREFERRED.vectorShape();

  static final VectorSpecies<Float> FLOATS = VectorSpecies.of(float.class, SHAPE);
  static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, SHAPE);
  static final VectorSpecies<Long> LONGS = VectorSpecies.of(long.class, SHAPE);

  private NoiseSpecies() {}
}
