package dev.credence.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code credence study NAME}: from data to a report. */
@Command(
    name = "study",
    description = "Run a study from data to report.html and metrics.json.",
    synopsisSubcommandLabel = "NAME",
    subcommands = {AmplitudesCommand.class, UncertaintiesCommand.class, UciCommand.class})
final class StudyCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "the name of a study is missing: " + String.join(", ", spec.subcommands().keySet()));
  }
}
