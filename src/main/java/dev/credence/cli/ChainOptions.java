package dev.credence.cli;

import dev.credence.inference.LearningRate;
import dev.credence.inference.Method;
import dev.credence.inference.sampler.AdamMcmc;
import dev.credence.inference.sampler.HamiltonianMonteCarlo;
import dev.credence.inference.sampler.SamplingOptions;
import dev.credence.inference.sampler.StochasticGradientHmc;
import dev.credence.inference.sampler.StochasticGradientLangevin;
import dev.credence.model.Defaults;
import dev.credence.model.StandardMethod;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Markov chains: how many, how long, and how they move. */
final class ChainOptions {
  private static final StandardMethod[] ALL = {
    StandardMethod.HMC, StandardMethod.SGLD, StandardMethod.SGHMC, StandardMethod.ADAM_MCMC
  };

  @Option(
      names = "--chains",
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "Chains side by side (default: 4).")
  private Integer chains;

  @Option(
      names = "--burn-in",
      paramLabel = "N",
      converter = Converters.CountFromZero.class,
      description =
          "Iterations thrown away, in which step sizes adapt (default: 200 of hmc, 2000 of"
              + " adam-mcmc, else 5000).")
  private Integer burnIn;

  @Option(
      names = "--gap",
      paramLabel = "N",
      converter = Converters.Count.class,
      description =
          "Iterations from one kept state to the next (default: 4 of hmc, 50 of adam-mcmc, else"
              + " 100).")
  private Integer gap;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      converter = Converters.Positive.class,
      description = "Chains sample the posterior to the power 1/T; 1 is Bayes (default: 1).")
  private Double temperature;

  @Option(
      names = "--step-size",
      paramLabel = "X",
      converter = Converters.Positive.class,
      description =
          "hmc, sgld, sghmc: length of a step, which hmc only starts from (default: by number of"
              + " rows).")
  private Double stepSize;

  @Option(
      names = "--leapfrog",
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "hmc: steps of a trajectory (default: 20).")
  private Integer leapfrog;

  @Option(
      names = "--friction",
      paramLabel = "X",
      converter = Converters.Positive.class,
      description = "sghmc: friction, at most one over the step size (default: 0.01 over it).")
  private Double friction;

  @Option(
      names = "--proposal-width",
      paramLabel = "X",
      converter = Converters.Positive.class,
      description = "adam-mcmc: noise of every weight in a proposal (default: by number of rows).")
  private Double proposalWidth;

  /** Refuses options that belong to other methods. */
  void check(CommandLine command, MethodOptions method) {
    method.requireOneOf(command, "--chains", chains, ALL);
    method.requireOneOf(command, "--burn-in", burnIn, ALL);
    method.requireOneOf(command, "--gap", gap, ALL);
    method.requireOneOf(command, "--temperature", temperature, ALL);
    method.requireOneOf(
        command,
        "--step-size",
        stepSize,
        StandardMethod.HMC,
        StandardMethod.SGLD,
        StandardMethod.SGHMC);
    method.requireOneOf(command, "--leapfrog", leapfrog, StandardMethod.HMC);
    method.requireOneOf(command, "--friction", friction, StandardMethod.SGHMC);
    method.requireOneOf(command, "--proposal-width", proposalWidth, StandardMethod.ADAM_MCMC);
  }

  /** Hamiltonian Monte Carlo. */
  Method hamiltonian(Integer samples, int rows) {
    SamplingOptions sampling = sampling(Defaults.trajectories(), samples, null);
    HamiltonianMonteCarlo.Options usual = Defaults.hamiltonian(sampling, rows);
    return new Method.Hamiltonian(
        new HamiltonianMonteCarlo.Options(
            sampling,
            leapfrog == null ? usual.leapfrogSteps() : leapfrog,
            stepSize == null ? usual.stepSize() : stepSize,
            usual.targetAcceptance(),
            usual.jitter()));
  }

  /** Stochastic gradient Langevin dynamics. */
  Method langevin(Integer samples, Integer batch, int rows) {
    SamplingOptions sampling = sampling(Defaults.steps(rows), samples, batch);
    StochasticGradientLangevin.Options usual = Defaults.langevin(sampling, rows);
    return new Method.Langevin(
        stepSize == null
            ? usual
            : new StochasticGradientLangevin.Options(sampling, constant(stepSize)));
  }

  /** Stochastic gradient Hamiltonian Monte Carlo. */
  Method stochasticHamiltonian(Integer samples, Integer batch, int rows) {
    SamplingOptions sampling = sampling(Defaults.steps(rows), samples, batch);
    StochasticGradientHmc.Options usual = Defaults.stochasticHamiltonian(sampling, rows);
    if (stepSize == null && friction == null) {
      return new Method.StochasticHamiltonian(usual);
    }
    double step = stepSize == null ? Defaults.momentumStep(rows) : stepSize;
    double own = friction == null ? Defaults.friction(step) : friction;
    return new Method.StochasticHamiltonian(
        new StochasticGradientHmc.Options(sampling, constant(step), own));
  }

  /** AdamMCMC. */
  Method adam(Integer samples, Integer batch, Double learningRate, int rows) {
    SamplingOptions sampling = sampling(Defaults.proposals(), samples, batch);
    AdamMcmc.Options usual = Defaults.adamChains(sampling, rows);
    return new Method.AdamChains(
        new AdamMcmc.Options(
            sampling,
            learningRate == null ? usual.learningRate() : constant(learningRate),
            usual.beta1(),
            usual.beta2(),
            usual.epsilon(),
            proposalWidth == null ? usual.sigma() : proposalWidth,
            usual.sigmaD()));
  }

  private SamplingOptions sampling(SamplingOptions usual, Integer samples, Integer batch) {
    return new SamplingOptions(
        chains == null ? usual.chains() : chains,
        burnIn == null ? usual.burnIn() : burnIn,
        samples == null ? usual.draws() : samples,
        gap == null ? usual.gap() : gap,
        temperature == null ? usual.temperature() : temperature,
        batch == null ? usual.batchSize() : batch,
        usual.priors(),
        usual.seed());
  }

  private static LearningRate constant(double rate) {
    return new LearningRate.Constant(rate);
  }
}
