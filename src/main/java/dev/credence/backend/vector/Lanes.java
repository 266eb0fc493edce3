package dev.credence.backend.vector;

import jdk.incubator.vector.FloatVector;
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

  private Lanes() {}

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
