package dev.credence.inference.laplace;

/** Gathers the curvature from chunks of examples. */
interface CurvatureSum {
  /**
   * Adds the chunk that the sensitivities hold, whose directions were columns of square roots of
   * w_j F_j.
   *
   * @param weights w (B), zero where the chunk is not filled
   */
  void add(float[] weights);

  /** The curvature of everything added. */
  Curvature curvature();
}
