package dev.credence.backend.vector;

/** Scratch memory of one thread within one program. */
final class Worker {
  /** Number of the thread, from 0. */
  final int index;

  /** Lanes of a sum, for adding them up one by one. */
  final float[] lanes = new float[Lanes.L];

  private final float[][] floats;
  private final int[][] ints;

  Worker(int index, int[] floatSizes, int[] intSizes) {
    this.index = index;
    floats = new float[floatSizes.length][];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = new float[floatSizes[i]];
    }
    ints = new int[intSizes.length][];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = new int[intSizes[i]];
    }
  }

  /** The scratch that {@link Scratch#floats} numbered. */
  float[] floats(int slot) {
    return floats[slot];
  }

  /** The scratch that {@link Scratch#ints} numbered. */
  int[] ints(int slot) {
    return ints[slot];
  }
}
