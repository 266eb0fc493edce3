package dev.credence.inference;

import dev.credence.backend.Backend;
import dev.credence.inference.laplace.Laplace;
import dev.credence.inference.laplace.LaplaceOptions;
import dev.credence.inference.sampler.AdamMcmc;
import dev.credence.inference.sampler.HamiltonianMonteCarlo;
import dev.credence.inference.sampler.Sampler;
import dev.credence.inference.sampler.SamplingOptions;
import dev.credence.inference.sampler.StochasticGradientHmc;
import dev.credence.inference.sampler.StochasticGradientLangevin;
import dev.credence.inference.sampler.WeightPriors;
import dev.credence.layer.Network;
import dev.credence.posterior.Prior;

/** The one place that knows which run a method needs. */
public final class Fits {
  private Fits() {}

  /**
   * Prepares a run from fresh initial values; the caller closes it.
   *
   * @param network with weights of the kind that the method needs
   * @param prior of weights that are numbers; Gaussian weights have theirs in their layers
   * @param validation rows whose loss is followed and that early stopping judges by, or null
   * @throws IllegalArgumentException where network, prior or options do not fit the method
   */
  public static Fit start(
      Method method,
      Network network,
      Prior prior,
      TrainingData data,
      TrainingData validation,
      TrainingOptions options,
      Backend backend) {
    if (method instanceof Method.Variational) {
      return new VariationalInference(network, data, validation, options, backend);
    }
    if (method instanceof Method.Dropout) {
      return new MonteCarloDropout(network, prior, data, validation, options, backend);
    }
    if (method instanceof Method.Ensemble) {
      return new DeepEnsemble(network, prior, data, validation, options, backend);
    }
    if (method instanceof Method.Repulsive repulsive) {
      return new RepulsiveEnsemble(network, prior, repulsive, data, validation, options, backend);
    }
    if (data.targetSets() > 1) {
      throw new IllegalArgumentException(method.name() + " takes one set of targets");
    }
    if (method instanceof Method.Laplace laplace) {
      LaplaceOptions own = laplace.options().withPrior(prior);
      return new Laplace(network, data, validation, options, own, backend);
    }
    if (method instanceof Method.Chains chains) {
      return chains(chains, network, prior, data, validation, options, backend);
    }
    throw new AssertionError("no run for the method " + method.name());
  }

  private static Fit chains(
      Method.Chains method,
      Network network,
      Prior prior,
      TrainingData data,
      TrainingData validation,
      TrainingOptions options,
      Backend backend) {
    if (options.members() != 1) {
      throw new IllegalArgumentException(
          "%s runs chains side by side, not %d members"
              .formatted(method.name(), options.members()));
    }
    if (options.kl().weight() != 1) {
      throw new IllegalArgumentException(
          "%s has a temperature, not the KL weight %s"
              .formatted(method.name(), options.kl().weight()));
    }
    // Steps that no test accepts must be short where the posterior is steep, as at a maximum: such
    // chains come from their initial values down to where their steps fit.
    if (method instanceof Method.Langevin || method instanceof Method.StochasticHamiltonian) {
      return sampler(method, network, prior, data, validation, options.seed(), backend);
    }
    int chains = method.sampling().chains();
    MaximumPosterior search =
        new MaximumPosterior(
            network,
            new PointPrior(network, prior),
            data,
            validation,
            options.withMembers(chains),
            backend);
    try {
      return new ChainsFromMaxima(
          search, sampler(method, network, prior, data, validation, options.seed(), backend));
    } catch (RuntimeException | Error e) {
      search.close();
      throw e;
    }
  }

  private static Sampler sampler(
      Method.Chains method,
      Network network,
      Prior prior,
      TrainingData data,
      TrainingData validation,
      long seed,
      Backend backend) {
    WeightPriors priors = method.sampling().priors().about(prior);
    SamplingOptions sampling = method.sampling().withPriors(priors).withSeed(seed);
    if (method instanceof Method.Hamiltonian m) {
      HamiltonianMonteCarlo.Options own = m.options().withSampling(sampling);
      return new HamiltonianMonteCarlo(network, data, validation, own, backend);
    }
    if (method instanceof Method.Langevin m) {
      StochasticGradientLangevin.Options own = m.options().withSampling(sampling);
      return new StochasticGradientLangevin(network, data, validation, own, backend);
    }
    if (method instanceof Method.StochasticHamiltonian m) {
      StochasticGradientHmc.Options own = m.options().withSampling(sampling);
      return new StochasticGradientHmc(network, data, validation, own, backend);
    }
    AdamMcmc.Options own = ((Method.AdamChains) method).options().withSampling(sampling);
    return new AdamMcmc(network, data, validation, own, backend);
  }
}
