package dev.credence.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program {@code credence}. */
@Command(
    name = "credence",
    description = "Bayesian neural networks: predictions that carry honest error bars.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Version.class,
    subcommands = {
      TrainCommand.class,
      PredictCommand.class,
      EvaluateCommand.class,
      DoctorCommand.class,
      StudyCommand.class
    },
    footer = {
      "",
      "A first walk through:",
      "  credence train --data train.csv --target y --model y.credence",
      "  credence evaluate --model y.credence --data test.csv",
      "  credence predict --model y.credence --data new.csv --out predictions.csv",
      "  credence study amplitudes --out out/amplitudes",
      "",
      "Tables may be CSV with a header, white-space separated numbers without one (columns c0, c1,"
          + " ...), NPY or NPZ. Columns are given by name or by number from 0.",
      "",
      "Exit status: 0 success, 1 a check failed, 2 bad usage or input."
          + " 'credence COMMAND --help' explains one command."
    })
public final class Credence implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Print this help and leave.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version and leave.")
  private boolean version;

  @Option(
      names = Failures.DEBUG,
      scope = ScopeType.INHERIT,
      hidden = true,
      description = "Print stack traces.")
  private boolean debug;

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // numbers are written alike wherever the program runs
    int status = run(writer(System.out), writer(System.err), arguments);
    StderrRelay.drain();
    System.exit(status);
  }

  /** Runs one command; returns the exit status. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    boolean debug =
        Boolean.getBoolean("credence.debug") || Arrays.asList(arguments).contains(Failures.DEBUG);
    Failures failures = new Failures(debug);
    CommandLine command =
        new CommandLine(new Credence())
            .setOut(out)
            .setErr(err)
            .setUsageHelpAutoWidth(true)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .registerConverter(Path.class, new Converters.File())
            .setExecutionStrategy(Credence::execute)
            .setParameterExceptionHandler(failures)
            .setExecutionExceptionHandler(failures);
    int status;
    try {
      status = command.execute(arguments);
    } catch (Error e) { // picocli handles exceptions only
      status = failures.report(err, e);
    }
    boolean lost = out.checkError(); // which flushes
    if (lost && status != ExitStatus.BAD_INPUT) {
      err.println("credence: the output could not be written");
      status = ExitStatus.BAD_INPUT;
    }
    err.flush();
    return status;
  }

  private static int execute(ParseResult arguments) {
    for (ParseResult at = arguments; at != null; at = at.subcommand()) {
      at.matchedOptions().forEach(Credence::requireValues);
    }
    return new CommandLine.RunLast().execute(arguments);
  }

  /** A list of commas alone is split into nothing, which would pass for a default. */
  private static void requireValues(OptionSpec option) {
    if (option.getValue() instanceof Collection<?> values && values.isEmpty()) {
      throw new ParameterException(
          option.command().commandLine(),
          "%s: '%s' holds no value"
              .formatted(option.longestName(), String.join(" ", option.originalStringValues())));
    }
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: train, predict, evaluate, doctor or study");
  }

  private static PrintWriter writer(PrintStream stream) {
    // On the stream itself, whose errors the writer then knows of.
    return new PrintWriter(stream, true, Charset.defaultCharset());
  }
}
