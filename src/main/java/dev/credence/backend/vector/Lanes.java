package dev.credence.backend.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorSpecies;

/** The machine's vector width and what follows from it. */
final class Lanes {
  /** Widest float vector of this machine. */
  static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

  /** Integers in the same register. */
  static final VectorSpecies<Integer> SI = VectorSpecies.of(int.class, S.vectorShape());

  /** Numbers in a vector. */
  static final int L = S.length();

  /** Columns of a packed panel: two vectors. */
  static final int PANEL = 2 * L;

  /**
   * Rows of the main register tile: 8 by 2 sums suit the 32 registers of AVX-512, 4 by 2 the 16 of
   * AVX2 and hide the latency of 128-bit machines.
   */
  static final int TILE = L == 16 ? 8 : 4;

  /** How far bit 0 of lane 0, bit 1 of lane 1 ... are from the sign bit. */
  static final IntVector TO_SIGN = IntVector.zero(SI).addIndex(1).neg().add(31);

  private static final Class<? extends Vector<Float>> TYPE = S.vectorType();

  private Lanes() {}

  /**
   * The same vector, its class known to the compiler. Needed where a vector comes out of a loop:
   * there its class is a guess from a profile that all users of the module share, and a wrong guess
   * boxes every vector of the loop. For the same reason this backend has one float species only.
   */
  static FloatVector exact(FloatVector v) {
    return (FloatVector) TYPE.cast(v);
  }

  /** {@code n} rounded up to whole vectors. */
  static int padded(int n) {
    return (n + L - 1) / L * L;
  }

  /** Number of panels that hold {@code n} columns. */
  static int panels(int n) {
    return (n + PANEL - 1) / PANEL;
  }

  /** Number of tiles that hold {@code n} rows. */
  static int tiles(int n) {
    return (n + TILE - 1) / TILE;
  }
}
