package dev.credence.inference.laplace;

/** Layers whose weights a Laplace approximation draws; the others stay at the maximum. */
public enum DrawnLayers {
  ALL,
  /**
   * The last dense layer, in whose weights the network's outputs are linear, so that draws do not
   * leave the region for which the Gaussian was made (Kristiadi, Hein and Hennig 2020).
   */
  LAST
}
