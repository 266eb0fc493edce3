package dev.credence.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** A trained model and the table to use it on. */
final class ModelOptions {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "The model that 'credence train' wrote.")
  Path model;

  @Option(names = "--data", required = true, paramLabel = "FILE", description = "The table.")
  Path data;
}
