package dev.credence.inference.laplace;

/** Which correlations between weights a Laplace approximation keeps. */
public enum CurvatureStructure {
  /** None: one precision per weight. */
  DIAGONAL,
  /**
   * Within a layer, those of a Kronecker product of input and output correlations (Martens and
   * Grosse 2015; Ritter, Botev and Barber 2018).
   */
  KRONECKER,
  /** All, for networks of up to {@value FullCurvature#MOST_PARAMETERS} weights. */
  FULL
}
