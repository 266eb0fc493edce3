package dev.credence.study;

import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.data.DataException;
import dev.credence.model.AtomicFile;
import dev.credence.model.StandardMethod;
import dev.credence.report.Provenance;
import dev.credence.report.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The literature's comparison on data sets with fixed splits: every method is trained on every
 * split's training rows and scored on its test rows; figures are means over splits.
 *
 * <p>One such training is too small for several processors, so that as many run side by side as the
 * machine has, each on a backend of one thread. The results are the same for any number of them.
 */
public final class UciStudy {
  private UciStudy() {}

  /**
   * What the study found.
   *
   * @param report the page
   * @param summaries set by set, in each method by method
   * @param published whether figures of other work lie beside the data
   */
  public record Outcome(Path report, List<SplitSummary> summaries, boolean published) {}

  /**
   * Runs the study, or what is left of it.
   *
   * @param out folder for the results; created where it is missing
   * @param command the command line, for the report
   * @param backend name of a backend
   * @return the outcome, or nothing where the study was stopped; what was done is kept then
   */
  public static Optional<Outcome> run(
      UciOptions options, Path out, String command, StudyProgress progress, String backend) {
    Instant started = Instant.now();
    List<SplitSet> sets = sets(options);
    createFolder(out);
    List<SplitTask> tasks = tasks(options, sets);
    SplitRuns runs = new SplitRuns(options, out, tasks, progress);
    String machine;
    try (Backend probe = Backends.select(backend, 1)) {
      machine = probe.description();
      runs.run(probe.name().equals(Backends.CUDA) ? 1 : Backends.threads(), backend);
    }
    if (progress.stopRequested()) {
      return Optional.empty();
    }
    Provenance provenance =
        Provenance.here(
            command, options.seed(), machine, started, Duration.between(started, Instant.now()));
    List<SplitSummary> summaries = runs.summaries(sets);
    return Optional.of(write(options, sets, summaries, out, provenance));
  }

  private static List<SplitSet> sets(UciOptions options) {
    List<String> present = SplitSet.names(options.data());
    List<SplitSet> sets = new ArrayList<>();
    for (String name : options.sets().isEmpty() ? present : options.sets()) {
      if (!present.contains(name)) {
        throw new DataException(
            "%s has no set '%s'; it has %s"
                .formatted(options.data(), name, String.join(", ", present)));
      }
      sets.add(SplitSet.read(options.data().resolve(name)));
    }
    return sets;
  }

  /** Split after split: a study that is stopped has compared all methods on the first ones. */
  private static List<SplitTask> tasks(UciOptions options, List<SplitSet> sets) {
    List<SplitTask> tasks = new ArrayList<>();
    int most = sets.stream().mapToInt(SplitSet::splits).max().orElse(0);
    for (int split = 0; split < Math.min(most, options.splits()); split++) {
      for (SplitSet set : sets) {
        for (StandardMethod method : options.methods()) {
          if (split < set.splits()) {
            tasks.add(new SplitTask(set, method, split));
          }
        }
      }
    }
    return tasks;
  }

  private static Outcome write(
      UciOptions options,
      List<SplitSet> sets,
      List<SplitSummary> summaries,
      Path out,
      Provenance provenance) {
    Optional<PublishedFigures> published = PublishedFigures.beside(options.data());
    Report report = UciReport.of(options, sets, summaries, published, provenance);
    String html = report.html();
    Map<String, String> plots = report.plots();
    String metrics = UciMetrics.of(options, summaries, published, provenance).text();
    // Everything is rendered before the first file is written.
    text(out.resolve("metrics.json"), metrics);
    plots.forEach((name, svg) -> text(out.resolve(name), svg));
    Path page = out.resolve("report.html");
    text(page, html);
    return new Outcome(page, summaries, published.isPresent());
  }

  private static void text(Path file, String content) {
    AtomicFile.write(file, stream -> stream.write(content.getBytes(StandardCharsets.UTF_8)));
  }

  private static void createFolder(Path out) {
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      throw new DataException("cannot create the folder " + out + ": " + e.getMessage());
    }
  }
}
