package dev.credence.study;

import dev.credence.backend.Backend;
import dev.credence.inference.TrainingListener;
import dev.credence.report.Provenance;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The comparison of Elmer, Favaro, Haussmann, Winterhalder and Plehn (ML4Jets 2024): do a
 * heteroscedastic network, a Bayesian network and a repulsive ensemble find the same uncertainties,
 * and are they right? Scans over label noise, training size and network size, boosted training, and
 * labels with a stated calibration error.
 */
public final class UncertaintyStudy {
  private final UncertaintyOptions options;
  private final Function<String, TrainingListener> display;
  private final Backend backend;
  private final ScanTraining training;
  private final List<Repeated> points = new ArrayList<>();
  private final List<ScanTraining.Trained> shown = new ArrayList<>();

  private UncertaintyStudy(
      UncertaintyOptions options,
      String command,
      Function<String, TrainingListener> display,
      Backend backend) {
    this.options = options;
    this.display = display;
    this.backend = backend;
    Map<String, String> origin =
        Map.of("command", command, "seed", Long.toString(options.seed()), "study", "uncertainties");
    this.training = new ScanTraining(options, origin, backend);
  }

  /**
   * Runs the study.
   *
   * @param out folder for the results; created where it is missing
   * @param command the command line, for the report
   * @param display makes the listener of each part of the study from its name
   * @return the page, or nothing where a listener stopped a training; no file is written then
   */
  public static Optional<Path> run(
      UncertaintyOptions options,
      Path out,
      String command,
      Function<String, TrainingListener> display,
      Backend backend) {
    Instant started = Instant.now();
    StudyFiles.createFolder(out);
    UncertaintyStudy study = new UncertaintyStudy(options, command, display, backend);
    if (!study.noises() || !study.sizes() || !study.widths()) {
      return Optional.empty();
    }
    Optional<BoostingComparison> boosting = study.boosting();
    if (boosting.isEmpty()) {
      return Optional.empty();
    }
    Provenance provenance =
        Provenance.here(
            command,
            options.seed(),
            backend.description(),
            started,
            Duration.between(started, Instant.now()));
    UncertaintyScans scans = new UncertaintyScans(options, study.points, study.shown);
    return Optional.of(
        StudyFiles.write(
            out,
            UncertaintyReport.of(scans, boosting.get(), provenance),
            UncertaintyMetrics.of(scans, boosting.get(), provenance),
            study.shown.get(Contender.BAYESIAN.ordinal()).model()));
  }

  /** Label noises, and the calibration error, which has the shape of one. */
  private boolean noises() {
    List<Setting> settings =
        Stream.concat(
                options.noise().stream().map(level -> UncertaintyScans.noise(options, level)),
                Stream.of(UncertaintyScans.calibration(options)))
            .toList();
    int middle = options.noise().indexOf(options.middleNoise());
    return part("label noise", List.of(settings), scan -> shown.add(scan.first().get(middle)));
  }

  private boolean sizes() {
    List<List<Setting>> scans = new ArrayList<>();
    for (int size : options.sizes()) {
      scans.add(
          options.extremeNoises().stream()
              .map(level -> new Setting(size, UncertaintyOptions.WIDTH, level, 0))
              .toList());
    }
    return part("training size", scans, scan -> {});
  }

  private boolean widths() {
    List<List<Setting>> scans = new ArrayList<>();
    for (int width : options.widths()) {
      scans.add(List.of(new Setting(options.points(), width, 0, 0)));
    }
    return part("network size", scans, scan -> {});
  }

  private interface Use {
    void of(ScanTraining.Scan scan);
  }

  /** Trains all contenders at every group of settings; false where the listener stopped it. */
  private boolean part(String name, List<List<Setting>> groups, Use use) {
    long work = 0;
    for (List<Setting> group : groups) {
      for (Contender contender : Contender.values()) {
        work += ScanTraining.work(contender, group, options.repeats());
      }
    }
    try (Progress progress = new Progress(display.apply(name), work)) {
      for (List<Setting> group : groups) {
        for (Contender contender : Contender.values()) {
          Optional<ScanTraining.Scan> scan = training.run(contender, group, progress);
          if (scan.isEmpty()) {
            return false;
          }
          points.addAll(scan.get().points());
          use.of(scan.get());
        }
      }
    }
    return true;
  }

  private Optional<BoostingComparison> boosting() {
    long work = BoostingComparison.work(options.repeats());
    try (Progress progress = new Progress(display.apply("boosting"), work)) {
      return BoostingComparison.run(options, progress, backend);
    }
  }
}
