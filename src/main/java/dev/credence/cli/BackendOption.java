package dev.credence.cli;

import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import picocli.CommandLine.Option;

/** The machine to compute on. */
final class BackendOption {
  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = Backends.AUTO,
      description =
          "auto, scalar, vector, cuda, or a GPU by its number, such as cuda:1 (default: auto, the best"
              + " that is present).")
  private String name;

  /** The name, for work that opens several of one thread each. */
  String name() {
    return name;
  }

  /** Opens it; the caller closes it. */
  Backend open() {
    return Backends.select(name);
  }
}
