package dev.credence.inference.sampler;

import dev.credence.layer.Streams;
import dev.credence.noise.Uniforms;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;

/** The Metropolis test of every chain, and how often it was passed. */
final class Metropolis {
  /** Rise of the energy, in units of the temperature, that no accurate trajectory shows (Stan). */
  private static final double DIVERGENCE = 1000;

  private final MetropolisRatio ratio;
  private final long seed;
  private final Tensor rejected;
  private final float[] mask;
  private final double[] probability;

  /** Sum of the acceptance probabilities of each chain. */
  private final double[] sums;

  private long tests;
  private long divergences;

  Metropolis(MetropolisRatio ratio, int chains, long seed, Arena arena) {
    this.ratio = ratio;
    this.seed = seed;
    this.rejected = arena.allocate("rejected", new Shape(chains, 1, 1));
    this.mask = new float[chains];
    this.probability = new double[chains];
    this.sums = new double[chains];
  }

  /** 1 for chains whose last proposal was rejected, 0 for the others (M, 1, 1). */
  Tensor rejected() {
    return rejected;
  }

  /** Tests the proposal of one chain; what is not a number is rejected. */
  boolean accepts(int chain, int step, double rise, double proposal) {
    double log = ratio.log(rise, proposal);
    probability[chain] = Double.isNaN(log) ? 0 : Math.min(1, Math.exp(log));
    double u = Uniforms.at(seed, Streams.ACCEPTANCE, step, chain, 0);
    boolean accepted = u < probability[chain];
    mask[chain] = accepted ? 0 : 1;
    return accepted;
  }

  /** Acceptance probability of the last test. */
  double probability(int chain) {
    return probability[chain];
  }

  static boolean diverged(double rise) {
    return !(rise < DIVERGENCE);
  }

  /** Makes the verdicts known to the device. */
  void write() {
    rejected.write(mask);
  }

  /** Counts the last test of every chain. */
  void count(int diverged) {
    for (int c = 0; c < sums.length; c++) {
      sums[c] += probability[c];
    }
    tests++;
    divergences += diverged;
  }

  /** Mean acceptance probability of each chain. */
  double[] acceptance() {
    double[] means = new double[sums.length];
    for (int c = 0; c < means.length; c++) {
      means[c] = sums[c] / tests;
    }
    return means;
  }

  long divergences() {
    return divergences;
  }

  /** Sums, number of tests, divergences. */
  double[] state() {
    double[] state = new double[sums.length + 2];
    System.arraycopy(sums, 0, state, 0, sums.length);
    state[sums.length] = tests;
    state[sums.length + 1] = divergences;
    return state;
  }

  void restore(double[] saved) {
    System.arraycopy(saved, 0, sums, 0, sums.length);
    tests = (long) saved[sums.length];
    divergences = (long) saved[sums.length + 1];
  }
}
