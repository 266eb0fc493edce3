package dev.credence.cli;

import dev.credence.inference.Method;
import dev.credence.inference.laplace.CurvatureStructure;
import dev.credence.inference.laplace.LaplaceOptions;
import dev.credence.model.Defaults;
import dev.credence.model.StandardMethod;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How weights are inferred, and the options that belong to some methods only. */
final class MethodOptions {
  @Option(
      names = "--method",
      paramLabel = "METHOD",
      defaultValue = "vi",
      converter = Converters.MethodName.class,
      description =
          "vi (variational), mc-dropout, ensemble, repulsive (ensemble), laplace, or Markov chains:"
              + " hmc, sgld, sghmc, adam-mcmc (default: vi).")
  private StandardMethod name;

  @Option(
      names = "--members",
      paramLabel = "N",
      converter = Converters.Count.class,
      description =
          "Networks trained side by side (default: 5 of an ensemble, 10 of a repulsive one, else 1).")
  private Integer members;

  @Option(
      names = "--dropout",
      paramLabel = "RATE",
      converter = Converters.Fraction.class,
      description = "mc-dropout: share of a layer's inputs that is left out (default: 0.01).")
  private Double dropout;

  @Option(
      names = "--repulsion",
      paramLabel = "SPACE",
      converter = Converters.SpaceName.class,
      description =
          "repulsive: where members keep apart, function or weight space (default: function).")
  private Method.Space repulsion;

  @Option(
      names = "--repulsion-strength",
      paramLabel = "X",
      converter = Converters.NotNegative.class,
      description = "repulsive: how much they do; 1 samples the posterior (default: 1).")
  private Double strength;

  @Option(
      names = "--structure",
      paramLabel = "NAME",
      converter = Converters.StructureName.class,
      description =
          "laplace: correlations of weights that are kept, diagonal, kronecker or full; the full one"
              + " draws all layers, of a network of at most 2000 weights (such as --hidden 32,32),"
              + " the others the last (default: kronecker).")
  private CurvatureStructure structure;

  @Option(
      names = "--evidence-rounds",
      paramLabel = "N",
      converter = Converters.CountFromZero.class,
      description =
          "laplace: how often at most the evidence sets prior widths and training repeats (default:"
              + " 0).")
  private Integer evidenceRounds;

  @Mixin private ChainOptions chains;

  /** Refuses options that belong to other methods. */
  void check(CommandLine command) {
    requireOneOf(command, "--dropout", dropout, StandardMethod.MC_DROPOUT);
    requireOneOf(command, "--repulsion", repulsion, StandardMethod.REPULSIVE);
    requireOneOf(command, "--repulsion-strength", strength, StandardMethod.REPULSIVE);
    requireOneOf(command, "--structure", structure, StandardMethod.LAPLACE);
    requireOneOf(command, "--evidence-rounds", evidenceRounds, StandardMethod.LAPLACE);
    requireOneOf(
        command,
        "--members",
        members,
        StandardMethod.VI,
        StandardMethod.MC_DROPOUT,
        StandardMethod.ENSEMBLE,
        StandardMethod.REPULSIVE);
    if (members != null
        && members < 2
        && (name == StandardMethod.ENSEMBLE || name == StandardMethod.REPULSIVE)) {
      throw new ParameterException(
          command, "--members: %s needs at least 2, not %d".formatted(name, members));
    }
    chains.check(command, this);
  }

  /**
   * The method.
   *
   * @param network options of the network that some methods take as theirs
   * @param rows rows to train on
   */
  Method method(NetworkOptions network, int rows) {
    return switch (name) {
      case VI -> new Method.Variational();
      case MC_DROPOUT -> new Method.Dropout(dropout == null ? Defaults.DROPOUT_RATE : dropout);
      case ENSEMBLE -> new Method.Ensemble();
      case REPULSIVE ->
          new Method.Repulsive(
              repulsion == null ? Method.Space.FUNCTION : repulsion,
              strength == null ? Defaults.REPULSION_STRENGTH : strength,
              Defaults.CONTEXT_ROWS);
      case LAPLACE -> laplace(network.samples);
      case HMC -> chains.hamiltonian(network.samples, rows);
      case SGLD -> chains.langevin(network.samples, network.batch, rows);
      case SGHMC -> chains.stochasticHamiltonian(network.samples, network.batch, rows);
      case ADAM_MCMC -> chains.adam(network.samples, network.batch, network.learningRate, rows);
    };
  }

  private Method laplace(Integer samples) {
    LaplaceOptions options = structure == null ? Defaults.laplace() : Defaults.laplace(structure);
    options = samples == null ? options : options.withDraws(samples);
    return new Method.Laplace(
        evidenceRounds == null
            ? options
            : options.withEvidence(evidenceRounds, options.tolerance()));
  }

  /** Networks side by side. */
  int members(Method method) {
    return members == null ? Defaults.members(method) : members;
  }

  /** Refuses an option that is given where the method is one of those that it does not serve. */
  void requireAnyBut(
      CommandLine command, String option, Object value, StandardMethod... strangers) {
    if (value != null && Arrays.asList(strangers).contains(name)) {
      throw new ParameterException(
          command, "%s does not belong to --method %s".formatted(option, name));
    }
  }

  /** Refuses an option that is given where the method is none of those that it belongs to. */
  void requireOneOf(CommandLine command, String option, Object value, StandardMethod... owners) {
    List<StandardMethod> names = Arrays.asList(owners);
    if (value != null && !names.contains(name)) {
      String all = names.stream().map(StandardMethod::toString).collect(Collectors.joining(" or "));
      throw new ParameterException(
          command, "%s belongs to --method %s, not to %s".formatted(option, all, name));
    }
  }
}
