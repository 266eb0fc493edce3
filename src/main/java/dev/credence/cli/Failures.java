package dev.credence.cli;

import dev.credence.backend.BackendUnavailableException;
import dev.credence.data.DataException;
import dev.credence.doctor.GoldenFileException;
import dev.credence.inference.NonFiniteException;
import dev.credence.model.ModelFileException;
import dev.credence.model.OutputException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever went wrong into one sentence on stderr and {@link ExitStatus#BAD_INPUT}. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
  /** The option that asks for stack traces. */
  static final String DEBUG = "--debug";

  private final boolean debug;

  /**
   * @param debug whether to print stack traces too
   */
  Failures(boolean debug) {
    this.debug = debug;
  }

  @Override
  public int handleParseException(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String help = command.getCommandSpec().qualifiedName() + " --help";
    return report(command.getErr(), e, usage(e, command) + "; see " + help);
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult arguments) {
    return e instanceof ParameterException wrongOption
        ? handleParseException(wrongOption, new String[0])
        : report(command.getErr(), e);
  }

  /** Reports anything that was thrown. */
  int report(PrintWriter err, Throwable problem) {
    return report(err, problem, sentence(problem));
  }

  private int report(PrintWriter err, Throwable problem, String sentence) {
    err.println("credence: " + sentence.replaceAll("\\s*\\R\\s*", " "));
    if (debug) {
      problem.printStackTrace(err);
    }
    err.flush();
    return ExitStatus.BAD_INPUT;
  }

  private static String usage(ParameterException e, CommandLine command) {
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()
        && !command.getSubcommands().isEmpty()) {
      return "unknown command '%s': choose %s"
          .formatted(
              unmatched.getUnmatched().get(0),
              String.join(", ", command.getSubcommands().keySet()));
    }
    return stripped(e.getMessage());
  }

  private static String sentence(Throwable problem) {
    if (problem instanceof OutOfMemoryError) {
      return "the memory of "
          + (Runtime.getRuntime().maxMemory() >> 20)
          + " MiB does not suffice: give Java more, for instance with CREDENCE_OPTS=-Xmx8g";
    }
    if (isExpected(problem)) {
      return stripped(problem.getMessage());
    }
    return "unexpected " + problem + "; run again with --debug to see where it comes from";
  }

  /** Whether the message was written for users. */
  private static boolean isExpected(Throwable problem) {
    return problem instanceof DataException
        || problem instanceof ModelFileException
        || problem instanceof OutputException
        || problem instanceof GoldenFileException
        || problem instanceof BackendUnavailableException
        || problem instanceof NonFiniteException
        || problem instanceof IllegalArgumentException && isOurs(problem);
  }

  /** Java throws IllegalArgumentException too, with messages that make no sentence. */
  private static boolean isOurs(Throwable problem) {
    StackTraceElement[] trace = problem.getStackTrace();
    return trace.length > 0 && trace[0].getClassName().startsWith("dev.credence.");
  }

  /** Without the full stop that some messages end in, so that all look the same. */
  private static String stripped(String message) {
    return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
  }
}
