package dev.credence.backend.vector;

/**
 * Elements of a weight matrix or of what is made of it, in row-major order, read or made wherever
 * they are needed.
 */
interface Weights {
  /** Number of different matrices. */
  int replicas();

  /**
   * Writes elements {@code first} to {@code first + count} of matrix {@code r} to the start of
   * {@code out}, which is whole vectors long.
   */
  void load(int r, int first, int count, float[] out, Worker worker);
}
