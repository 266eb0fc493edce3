package dev.credence.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
            .setParameterExceptionHandler(failures)
            .setExecutionExceptionHandler(failures);
    try {
      return command.execute(arguments);
    } catch (Error e) { // picocli handles exceptions only
      return failures.report(err, e);
    } finally {
      out.flush();
      err.flush();
    }
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: train, predict, evaluate, doctor or study");
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, Charset.defaultCharset()), true);
  }
}
