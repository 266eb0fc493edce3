package dev.credence.inference.sampler;

import dev.credence.layer.Streams;
import dev.credence.noise.Normals;
import dev.credence.noise.Uniforms;

/** Gamma variates by rejection (Marsaglia and Tsang 2000) from addressable noise. */
final class GammaVariates {
  /** Elements that one variate may use; far more attempts than are ever needed. */
  private static final int ELEMENTS = 1024;

  private GammaVariates() {}

  /**
   * One variate with unit rate.
   *
   * @param number which of the variates of this step and chain
   */
  static double draw(double shape, long seed, int step, int chain, int number) {
    long first = (long) number * ELEMENTS;
    if (shape < 1) {
      double u = uniform(seed, step, chain, first);
      return atLeastOne(shape + 1, seed, step, chain, first) * Math.pow(u, 1 / shape);
    }
    return atLeastOne(shape, seed, step, chain, first);
  }

  private static double atLeastOne(double shape, long seed, int step, int chain, long first) {
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    for (long element = first + 1; ; element++) {
      double z = Normals.at(seed, Streams.GAMMA_NORMAL, step, chain, element);
      double root = 1 + c * z;
      if (root > 0) {
        double cube = root * root * root;
        double u = uniform(seed, step, chain, element);
        if (Math.log(u) < 0.5 * z * z + d * (1 - cube + Math.log(cube))) {
          return d * cube;
        }
      }
    }
  }

  private static double uniform(long seed, int step, int chain, long element) {
    return Uniforms.at(seed, Streams.GAMMA_UNIFORM, step, chain, element);
  }
}
