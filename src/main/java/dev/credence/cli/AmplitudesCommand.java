package dev.credence.cli;

import dev.credence.backend.Backend;
import dev.credence.inference.TrainingListener;
import dev.credence.layer.Estimator;
import dev.credence.study.AmplitudeOptions;
import dev.credence.study.AmplitudeStudy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code credence study amplitudes}: regression of exact gluon amplitudes. */
@Command(
    name = "amplitudes",
    sortOptions = false,
    customSynopsis = "credence study amplitudes --out DIR [OPTIONS]",
    description = {
      "Learn the exact amplitudes of a scattering process, with error bars.",
      "",
      "Generates phase-space points, smears their labels, trains a Bayesian network at several label"
          + " noises, and writes report.html, metrics.json, model.credence and the plots to DIR.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  credence study amplitudes --out out/amplitudes",
      "  credence study amplitudes --out out/higgs --process gg-Hg --noise 1%% --points 100000",
      "  credence study amplitudes --out out/try --quick"
    })
final class AmplitudesCommand implements Callable<Integer> {
  private static final List<Double> SCAN = List.of(0.0, 0.01, 0.05, 0.1);
  private static final int POINTS = 30_000;
  private static final int QUICK_POINTS = 6_000;
  private static final int QUICK_EPOCHS = 24;

  @Spec private CommandSpec spec;

  @Mixin private ProcessOptions common;

  @Option(
      names = "--points",
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "Training points (default: " + POINTS + ").")
  private Integer points;

  @Option(
      names = "--noise",
      paramLabel = "X",
      defaultValue = "5%",
      converter = Converters.Fraction.class,
      description = "Relative label noise, such as 0.05 or 5%% (default: 5%%).")
  private double noise;

  @Option(
      names = "--estimator",
      paramLabel = "NAME",
      defaultValue = "flipout",
      converter = Converters.EstimatorName.class,
      description = "Weight noise: flipout, local or reparam (default: ${DEFAULT-VALUE}).")
  private Estimator estimator;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "Passes over the training points (default: 40 at 30000 points).")
  private Integer epochs;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of data, initial values and training (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--quick",
      description =
          "A first look: "
              + QUICK_POINTS
              + " points, "
              + QUICK_EPOCHS
              + " epochs, fewer label noises.")
  private boolean quick;

  @Mixin private BackendOption backend;

  @Override
  public Integer call() {
    CommandLine command = spec.commandLine();
    Outputs.requireFolder(command, "--out", common.out);
    Optional<AmplitudeStudy.Outcome> outcome;
    int stopped;
    try (Backend machine = backend.open();
        Interrupts interrupts = new Interrupts()) {
      outcome =
          AmplitudeStudy.run(
              options(),
              common.out,
              CommandText.of(spec),
              name -> listener(name, interrupts),
              machine);
      stopped = interrupts.exitStatus();
    }
    if (outcome.isEmpty()) {
      command
          .getErr()
          .println("credence: the study was stopped and wrote nothing to " + common.out);
      return stopped;
    }
    command.getOut().printf("report written to %s%n", outcome.get().report());
    return ExitStatus.SUCCESS;
  }

  private AmplitudeOptions options() {
    int count = points != null ? points : quick ? QUICK_POINTS : POINTS;
    return new AmplitudeOptions(
        common.process,
        common.inputs,
        count,
        noise,
        quick ? Stream.of(0.0, noise).distinct().toList() : SCAN,
        estimator,
        epochs != null ? epochs : quick ? QUICK_EPOCHS : AmplitudeOptions.epochs(count),
        seed);
  }

  private TrainingListener listener(String name, Interrupts interrupts) {
    return interrupts.stopping(TrainingDisplay.on(spec.commandLine().getErr(), name));
  }
}
