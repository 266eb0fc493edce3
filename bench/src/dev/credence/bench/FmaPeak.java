package dev.credence.bench;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The fma rate of one core from registers: the limit that products are compared with. */
public final class FmaPeak {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int STEPS = 100_000;
  private static final int CHAINS = 12;

  private FmaPeak() {}

  /** GFLOP/s, the best of a few short runs. */
  public static double gigaflops() {
    float[] start = start();
    double best = 0;
    for (int i = 0; i < 20; i++) {
      long t = System.nanoTime();
      chains(start);
      double seconds = (System.nanoTime() - t) * 1e-9;
      best = Math.max(best, flops() / seconds * 1e-9);
    }
    return best;
  }

  /** Flops of one call of {@link #chains}. */
  static double flops() {
    return 2.0 * STEPS * CHAINS * S.length();
  }

  /** Numbers to start from. */
  static float[] start() {
    return new float[S.length()];
  }

  static void chains(float[] a) {
    FloatVector x = FloatVector.fromArray(S, a, 0);
    FloatVector s0 = x;
    FloatVector s1 = x;
    FloatVector s2 = x;
    FloatVector s3 = x;
    FloatVector s4 = x;
    FloatVector s5 = x;
    FloatVector s6 = x;
    FloatVector s7 = x;
    FloatVector s8 = x;
    FloatVector s9 = x;
    FloatVector s10 = x;
    FloatVector s11 = x;
    for (int i = 0; i < STEPS; i++) {
      s0 = x.fma(x, s0);
      s1 = x.fma(x, s1);
      s2 = x.fma(x, s2);
      s3 = x.fma(x, s3);
      s4 = x.fma(x, s4);
      s5 = x.fma(x, s5);
      s6 = x.fma(x, s6);
      s7 = x.fma(x, s7);
      s8 = x.fma(x, s8);
      s9 = x.fma(x, s9);
      s10 = x.fma(x, s10);
      s11 = x.fma(x, s11);
    }
    s0.add(s1).add(s2).add(s3).add(s4).add(s5).intoArray(a, 0);
    FloatVector rest = s6.add(s7).add(s8).add(s9).add(s10).add(s11);
    rest.add(FloatVector.fromArray(S, a, 0)).intoArray(a, 0);
  }
}
