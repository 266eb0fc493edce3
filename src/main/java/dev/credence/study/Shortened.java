package dev.credence.study;

import dev.credence.inference.Method;
import dev.credence.inference.sampler.SamplingOptions;

/** Methods that stop too early on purpose, for a first look. */
final class Shortened {
  /** Of the states of a chain: their distances give the rest. */
  private static final int FEWER_DRAWS = 2;

  private Shortened() {}

  /** The same method with chains a number of times shorter. */
  static Method by(int times, Method method) {
    if (method instanceof Method.Hamiltonian m) {
      return new Method.Hamiltonian(m.options().withSampling(by(times, m.sampling())));
    }
    if (method instanceof Method.Langevin m) {
      return new Method.Langevin(m.options().withSampling(by(times, m.sampling())));
    }
    if (method instanceof Method.StochasticHamiltonian m) {
      return new Method.StochasticHamiltonian(m.options().withSampling(by(times, m.sampling())));
    }
    if (method instanceof Method.AdamChains m) {
      return new Method.AdamChains(m.options().withSampling(by(times, m.sampling())));
    }
    return method;
  }

  private static SamplingOptions by(int times, SamplingOptions o) {
    return new SamplingOptions(
        o.chains(),
        o.burnIn() / times,
        Math.max(1, o.draws() / FEWER_DRAWS),
        Math.max(1, o.gap() * FEWER_DRAWS / times),
        o.temperature(),
        o.batchSize(),
        o.priors(),
        o.seed());
  }
}
