package dev.credence.cli;

import dev.credence.inference.Method;
import dev.credence.model.Defaults;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How weights are inferred, and the options that belong to some methods only. */
final class MethodOptions {
  /** The methods that there are; each has its line in {@link #method}. */
  enum Name {
    VI("vi"),
    MC_DROPOUT("mc-dropout"),
    ENSEMBLE("ensemble"),
    REPULSIVE("repulsive");

    private final String text;

    Name(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      defaultValue = "vi",
      converter = Converters.MethodName.class,
      description = "vi (variational), mc-dropout, ensemble or repulsive (ensemble) (default: vi).")
  private Name name;

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
      description = "mc-dropout: share of a layer's inputs that is left out (default: 0.1).")
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

  /** The method; an option that belongs to another is refused. */
  Method method(CommandLine command) {
    requireOneOf(command, "--dropout", dropout, Name.MC_DROPOUT);
    requireOneOf(command, "--repulsion", repulsion, Name.REPULSIVE);
    requireOneOf(command, "--repulsion-strength", strength, Name.REPULSIVE);
    requireOneOf(
        command, "--members", members, Name.VI, Name.MC_DROPOUT, Name.ENSEMBLE, Name.REPULSIVE);
    if (members != null && members < 2 && (name == Name.ENSEMBLE || name == Name.REPULSIVE)) {
      throw new ParameterException(
          command, "--members: %s needs at least 2, not %d".formatted(name, members));
    }
    return switch (name) {
      case VI -> new Method.Variational();
      case MC_DROPOUT -> new Method.Dropout(dropout == null ? Defaults.DROPOUT_RATE : dropout);
      case ENSEMBLE -> new Method.Ensemble();
      case REPULSIVE ->
          new Method.Repulsive(
              repulsion == null ? Method.Space.FUNCTION : repulsion,
              strength == null ? Defaults.REPULSION_STRENGTH : strength,
              1);
    };
  }

  /** Networks side by side. */
  int members(Method method) {
    return members == null ? Defaults.members(method) : members;
  }

  /** Refuses an option that is given where the method is none of those that it belongs to. */
  void requireOneOf(CommandLine command, String option, Object value, Name... owners) {
    List<Name> names = Arrays.asList(owners);
    if (value != null && !names.contains(name)) {
      String all = names.stream().map(Name::toString).collect(Collectors.joining(" or "));
      throw new ParameterException(
          command, "%s belongs to --method %s, not to %s".formatted(option, all, name));
    }
  }
}
