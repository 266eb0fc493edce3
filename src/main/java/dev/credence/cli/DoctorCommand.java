package dev.credence.cli;

import dev.credence.backend.Availability;
import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.doctor.GoldenSuite;
import dev.credence.doctor.OpResult;
import dev.credence.doctor.SelfTest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code credence doctor}: what is installed here and whether it computes right. */
@Command(
    name = "doctor",
    sortOptions = false,
    customSynopsis = "credence doctor [--golden DIR] [--backend NAME] [--json]",
    description = {
      "Look what this machine has and check that it computes right.",
      "",
      "Prints the machine, every backend with the reason where it is missing, the GPUs and what they"
          + " need, and the self-test of every operation on every backend that is present. With --golden, runs every case of"
          + " every file of reference vectors in DIR instead of the self-test. Errors are printed as"
          + " a fraction of their bound. The exit status is 1 where a case fails or its operation is"
          + " unknown.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  credence doctor",
      "  credence doctor --golden src/test/resources/golden --backend vector"
    })
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--golden",
      paramLabel = "DIR",
      description = "Folder with files of reference vectors (*.json).")
  private Path golden;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description =
          "Check this backend only: scalar, vector, cuda, or a GPU by its number, such as cuda:1"
              + " (default: all present).")
  private String only;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private List<Availability.Part> parts() {
    return only == null || only.startsWith(Backends.CUDA) ? Backends.parts() : List.of();
  }

  @Override
  public Integer call() {
    List<Availability> backends =
        only == null ? Backends.availability() : List.of(Backends.availability(only));
    List<String> descriptions = new ArrayList<>();
    List<OpResult> results = new ArrayList<>();
    for (Availability availability : backends) {
      if (only == null && !availability.present()) {
        descriptions.add(availability.reason());
        continue;
      }
      try (Backend backend = Backends.select(availability.name())) {
        descriptions.add(backend.description());
        results.addAll(golden == null ? SelfTest.run(backend) : GoldenSuite.run(golden, backend));
      }
    }
    Diagnosis diagnosis = new Diagnosis(backends, descriptions, parts(), results);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(diagnosis.json());
    } else {
      diagnosis.print(out);
    }
    return diagnosis.healthy() ? ExitStatus.SUCCESS : ExitStatus.CHECK_FAILED;
  }
}
