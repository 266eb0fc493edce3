package dev.credence.cli;

import dev.credence.physics.Inputs;
import dev.credence.physics.Process;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/**
 * What the studies of scattering processes share: where results go, and what is learnt from what.
 */
final class ProcessOptions {
  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the results; made where it is missing.")
  Path out;

  @Option(
      names = "--process",
      paramLabel = "NAME",
      defaultValue = "gg-ggg",
      converter = Converters.ProcessName.class,
      description = "gg-ggg or gg-Hg (default: ${DEFAULT-VALUE}).")
  Process process;

  @Option(
      names = "--inputs",
      paramLabel = "NAME",
      defaultValue = "invariants",
      converter = Converters.InputsName.class,
      description = "What a network sees: invariants or momenta (default: ${DEFAULT-VALUE}).")
  Inputs inputs;
}
