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

/**
 * Amplitude regression with error bars: generates phase-space points with exact amplitudes, trains
 * a Bayesian network, and writes report, metrics, model and plots.
 */
public final class AmplitudeStudy {
  private AmplitudeStudy() {}

  /**
   * What the study found.
   *
   * @param report the page
   * @param main figures of the main training
   * @param seconds wall time of the main training
   */
  public record Outcome(Path report, HeldOut main, double seconds) {}

  /**
   * Runs the study.
   *
   * @param out folder for the results; created where it is missing
   * @param command the command line, for the report
   * @param display makes the listener of each training from its name
   * @return the outcome, or nothing where a listener stopped a training; no file is written then
   */
  public static Optional<Outcome> run(
      AmplitudeOptions options,
      Path out,
      String command,
      Function<String, TrainingListener> display,
      Backend backend) {
    Instant started = Instant.now();
    StudyFiles.createFolder(out);
    Map<String, String> origin =
        Map.of("command", command, "seed", Long.toString(options.seed()), "study", "amplitudes");
    List<AmplitudeTraining> scan = new ArrayList<>();
    AmplitudeTraining main = train(options, options.noise(), origin, display, backend);
    if (main.result().interrupted()) {
      return Optional.empty();
    }
    for (double noise : options.scan()) {
      AmplitudeTraining training =
          noise == options.noise() ? main : train(options, noise, origin, display, backend);
      if (training.result().interrupted()) {
        return Optional.empty();
      }
      scan.add(training);
    }
    Provenance provenance =
        Provenance.here(
            command,
            options.seed(),
            backend.description(),
            started,
            Duration.between(started, Instant.now()));
    return Optional.of(write(options, out, main, new NoiseScan(scan), provenance));
  }

  private static AmplitudeTraining train(
      AmplitudeOptions options,
      double noise,
      Map<String, String> origin,
      Function<String, TrainingListener> display,
      Backend backend) {
    String name = "label noise %.3g %%".formatted(100 * noise);
    TrainingListener listener = display.apply(name);
    try {
      return AmplitudeTraining.run(options, noise, origin, listener, backend);
    } finally {
      Progress.close(listener);
    }
  }

  private static Outcome write(
      AmplitudeOptions options,
      Path out,
      AmplitudeTraining main,
      NoiseScan scan,
      Provenance provenance) {
    Path page =
        StudyFiles.write(
            out,
            AmplitudeReport.of(options, main, scan, provenance),
            AmplitudeMetrics.of(options, main, scan, provenance),
            main.result().model());
    return new Outcome(page, main.heldOut(), main.seconds());
  }
}
