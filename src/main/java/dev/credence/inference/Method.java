package dev.credence.inference;

import dev.credence.inference.laplace.LaplaceOptions;
import dev.credence.inference.sampler.AdamMcmc;
import dev.credence.inference.sampler.HamiltonianMonteCarlo;
import dev.credence.inference.sampler.SamplingOptions;
import dev.credence.inference.sampler.StochasticGradientHmc;
import dev.credence.inference.sampler.StochasticGradientLangevin;
import java.util.Locale;

/** How weights and their uncertainty are inferred from data. */
public sealed interface Method {
  /** Mean-field Gaussian posterior: {@link VariationalInference}. */
  record Variational() implements Method {
    @Override
    public String name() {
      return "vi";
    }

    @Override
    public Weights weights() {
      return Weights.GAUSSIAN;
    }
  }

  /**
   * Bernoulli masks as a posterior: {@link MonteCarloDropout}.
   *
   * @param rate probability in (0, 1) that an input of a layer is left out
   */
  record Dropout(double rate) implements Method {
    public Dropout {
      if (!(rate > 0 && rate < 1)) {
        throw new IllegalArgumentException(
            "the dropout rate must be above 0 and below 1, not " + rate);
      }
    }

    @Override
    public String name() {
      return "mc-dropout";
    }

    @Override
    public Weights weights() {
      return Weights.DROPOUT;
    }
  }

  /** Independent networks: {@link DeepEnsemble}. */
  record Ensemble() implements Method {
    @Override
    public String name() {
      return "ensemble";
    }

    @Override
    public Weights weights() {
      return Weights.POINT;
    }
  }

  /**
   * Networks that keep each other at a distance: {@link RepulsiveEnsemble}.
   *
   * @param space where distances are measured
   * @param strength beta; 1 makes the members a sample of the posterior
   * @param context function space: rows between and beyond the training rows at which members are
   *     compared too, for each training row; with 0 nothing drives them apart where there are no
   *     data
   */
  record Repulsive(Space space, double strength, double context) implements Method {
    public Repulsive {
      if (!(context >= 0) || !Double.isFinite(context)) {
        throw new IllegalArgumentException(
            "context rows per training row must be a finite number of at least 0, not " + context);
      }
      if (!(strength >= 0) || !Double.isFinite(strength)) {
        throw new IllegalArgumentException(
            "the strength of the repulsion must be a finite number of at least 0, not " + strength);
      }
    }

    @Override
    public String name() {
      return "repulsive";
    }

    @Override
    public Weights weights() {
      return Weights.POINT;
    }
  }

  /**
   * A Gaussian about the maximum of the posterior: {@link dev.credence.inference.laplace.Laplace}.
   */
  record Laplace(LaplaceOptions options) implements Method {
    @Override
    public String name() {
      return "laplace";
    }

    @Override
    public Weights weights() {
      return Weights.POINT;
    }

    @Override
    public long networks(TrainingOptions training) {
      return options.isMeanField() ? 1 : options.draws();
    }
  }

  /**
   * Markov chains. Widths of priors about which the chains' hyperpriors lie, and the seed, are
   * those of the run.
   */
  sealed interface Chains extends Method {
    /** Number and length of the chains. */
    SamplingOptions sampling();

    @Override
    default Weights weights() {
      return Weights.POINT;
    }

    @Override
    default long networks(TrainingOptions training) {
      return (long) sampling().chains() * sampling().draws();
    }
  }

  /** {@link HamiltonianMonteCarlo}. */
  record Hamiltonian(HamiltonianMonteCarlo.Options options) implements Chains {
    @Override
    public String name() {
      return "hmc";
    }

    @Override
    public SamplingOptions sampling() {
      return options.sampling();
    }
  }

  /** {@link StochasticGradientLangevin}. */
  record Langevin(StochasticGradientLangevin.Options options) implements Chains {
    @Override
    public String name() {
      return "sgld";
    }

    @Override
    public SamplingOptions sampling() {
      return options.sampling();
    }
  }

  /** {@link StochasticGradientHmc}. */
  record StochasticHamiltonian(StochasticGradientHmc.Options options) implements Chains {
    @Override
    public String name() {
      return "sghmc";
    }

    @Override
    public SamplingOptions sampling() {
      return options.sampling();
    }
  }

  /** {@link AdamMcmc}. */
  record AdamChains(AdamMcmc.Options options) implements Chains {
    @Override
    public String name() {
      return "adam-mcmc";
    }

    @Override
    public SamplingOptions sampling() {
      return options.sampling();
    }
  }

  /** Where the members of a repulsive ensemble meet. */
  enum Space {
    /** What they say about the rows of a batch. */
    FUNCTION,
    /** Their parameters. */
    WEIGHT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What kind of weights the layers of a network have. */
  enum Weights {
    /** Independent Gaussians. */
    GAUSSIAN,
    /** Numbers. */
    POINT,
    /** Numbers behind Bernoulli masks. */
    DROPOUT
  }

  /** The name on the command line and in files. */
  String name();

  /** Networks that the result consists of. */
  default long networks(TrainingOptions training) {
    return training.members();
  }

  /** What kind of weights the method needs. */
  Weights weights();
}
