package dev.credence.physics;

import java.util.SplittableRandom;

/**
 * One random stream per (seed, purpose, point), so that a point never depends on how many others
 * are drawn, in which order, or by which thread.
 */
enum PointRandom {
  PHASE_SPACE,
  LABEL_NOISE;

  /**
   * A generator whose start is a hash of the three. Two of 10^6 streams of 10^3 draws overlap with
   * probability below 10^-4 (10^12 pairs, 10^3 positions, 2^64 states).
   */
  SplittableRandom stream(long seed, long point) {
    return new SplittableRandom(mix(mix(mix(seed) + ordinal()) + point));
  }

  /**
   * The SplitMix64 finaliser (G. L. Steele, D. Lea, C. H. Flood, OOPSLA 2014), shifted off 0 -> 0.
   */
  private static long mix(long z) {
    z += 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
