package dev.credence.backend.vector;

/** Scratch memory of one thread within one program. */
final class Worker {
  private final float[][] floats;
  private final int[][] ints;

  Worker(int[] floatSizes, int[] intSizes) {
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
