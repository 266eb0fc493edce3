package dev.credence.doctor;

import static java.util.Map.entry;

import dev.credence.backend.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs files of reference vectors through the operations of a backend. */
public final class GoldenSuite {
  private static final Map<String, GoldenCheck> CHECKS =
      Map.ofEntries(
          entry("dense", GoldenProducts::dense),
          entry("reparameterized_dense", GoldenProducts::reparameterized),
          entry("local_reparameterized_dense", GoldenProducts::local),
          entry("flipout_dense", GoldenProducts::flipout),
          entry("gaussian_nll", GoldenLosses::gaussian),
          entry("gaussian_mixture_nll", GoldenLosses::mixture),
          entry("classification_nll", GoldenLosses::classification),
          entry("gaussian_kl", GoldenPenalty::gaussian),
          entry("repulsive_ensemble", GoldenRepulsion::run),
          entry("adam", GoldenOptimizer::adam),
          entry("predictive", GoldenPredictive::run));

  private GoldenSuite() {}

  /**
   * Every case of every {@code .json} file in a folder, in the order of their names. A file whose
   * op the engine does not have yet gives one result per case that says so.
   *
   * @throws GoldenFileException where the folder or a file cannot be used
   */
  public static List<OpResult> run(Path folder, Backend backend) {
    List<OpResult> results = new ArrayList<>();
    for (Path path : files(folder)) {
      GoldenFile file = GoldenFile.read(path);
      GoldenCheck check = CHECKS.get(file.op());
      for (GoldenCase c : file.cases()) {
        results.add(check == null ? unknown(file, c, backend) : run(file, c, check, backend));
      }
    }
    return results;
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> files =
          all.filter(path -> path.getFileName().toString().endsWith(".json")).sorted().toList();
      if (files.isEmpty()) {
        throw new GoldenFileException("there is no .json file in " + folder);
      }
      return files;
    } catch (IOException e) {
      throw new GoldenFileException("the folder " + folder + " cannot be read", e);
    }
  }

  private static OpResult run(GoldenFile file, GoldenCase c, GoldenCheck check, Backend backend) {
    try (GoldenRun run = new GoldenRun(backend)) {
      check.run(c, run);
      return run.result(file.op(), c.name());
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // Shapes that do not fit together: the case is wrong, not the backend.
      throw new GoldenFileException(c.place() + ": " + e.getMessage(), e);
    }
  }

  private static OpResult unknown(GoldenFile file, GoldenCase c, Backend backend) {
    return new OpResult(
        file.op(),
        c.name(),
        backend.name(),
        Double.NaN,
        OpResult.Status.UNKNOWN_OP,
        "the engine has no operation " + file.op() + " yet");
  }
}
