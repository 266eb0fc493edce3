package dev.credence.cli;

import dev.credence.backend.Backend;
import dev.credence.inference.TrainingListener;
import dev.credence.study.UncertaintyOptions;
import dev.credence.study.UncertaintyStudy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code credence study uncertainties}: three methods side by side on noisy amplitudes. */
@Command(
    name = "uncertainties",
    sortOptions = false,
    customSynopsis = "credence study uncertainties --out DIR [OPTIONS]",
    description = {
      "Compare the uncertainties of a heteroscedastic network, a Bayesian network and a repulsive"
          + " ensemble.",
      "",
      "Learns exact amplitudes from noisy labels with all three, several times over, in scans over"
          + " label noise, training size and network size; trains with and without boosting; and"
          + " writes report.html, metrics.json, model.credence and the plots to DIR.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  credence study uncertainties --out out/uncertainties",
      "  credence study uncertainties --out out/more --points 100000 --repeats 5",
      "  credence study uncertainties --out out/try --quick"
    })
final class UncertaintiesCommand implements Callable<Integer> {
  private static final List<Double> NOISE = List.of(0.0, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1);
  private static final List<Double> QUICK_NOISE = List.of(0.0, 0.01, 0.1);
  private static final int POINTS = 30_000;
  private static final int QUICK_POINTS = 6_000;
  private static final int REPEATS = 3;
  private static final int QUICK_REPEATS = 2;

  private static final int STEPS = 6_000;
  private static final int QUICK_STEPS = 2_500;

  /** All points over the further training sizes. */
  private static final List<Integer> FRACTIONS = List.of(30, 10, 3);

  private static final List<Integer> QUICK_FRACTIONS = List.of(10);
  private static final List<Integer> WIDTHS = List.of(16, 32, 128);
  private static final List<Integer> QUICK_WIDTHS = List.of(16);
  private static final int LEAST_SIZE = 100;

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
      split = ",",
      converter = Converters.Fraction.class,
      description =
          "Relative label noises; none at all is always among them (default:"
              + " 0,0.25%%,0.5%%,1%%,2%%,5%%,10%%).")
  private List<Double> noise;

  @Option(
      names = "--calibration",
      paramLabel = "X",
      defaultValue = "3%",
      converter = Converters.Fraction.class,
      description = "Stated calibration error that labels are smeared by (default: 3%%).")
  private double calibration;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      converter = Converters.Count.class,
      description =
          "Trainings of everything, at least 2, for error bars (default: " + REPEATS + ").")
  private Integer repeats;

  @Option(
      names = "--steps",
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "Steps of every training (default: " + STEPS + ").")
  private Integer steps;

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
              + QUICK_REPEATS
              + " trainings of everything, fewer scan points.")
  private boolean quick;

  @Mixin private BackendOption backend;

  @Override
  public Integer call() {
    CommandLine command = spec.commandLine();
    UncertaintyOptions options = options();
    Outputs.requireFolder(command, "--out", common.out);
    Optional<Path> page;
    int stopped;
    try (Backend machine = backend.open();
        Interrupts interrupts = new Interrupts()) {
      page =
          UncertaintyStudy.run(
              options,
              common.out,
              CommandText.of(spec),
              name -> listener(name, interrupts),
              machine);
      stopped = interrupts.exitStatus();
    }
    if (page.isEmpty()) {
      command
          .getErr()
          .println("credence: the study was stopped and wrote nothing to " + common.out);
      return stopped;
    }
    command.getOut().printf("report written to %s%n", page.get());
    return ExitStatus.SUCCESS;
  }

  private UncertaintyOptions options() {
    int count = points != null ? points : quick ? QUICK_POINTS : POINTS;
    return new UncertaintyOptions(
        common.process,
        common.inputs,
        count,
        noise != null ? noise : quick ? QUICK_NOISE : NOISE,
        calibration,
        (quick ? QUICK_FRACTIONS : FRACTIONS)
            .stream().map(part -> count / part).filter(size -> size >= LEAST_SIZE).toList(),
        quick ? QUICK_WIDTHS : WIDTHS,
        repeats != null ? repeats : quick ? QUICK_REPEATS : REPEATS,
        steps != null ? steps : quick ? QUICK_STEPS : STEPS,
        UncertaintyOptions.TEST_POINTS,
        seed);
  }

  private TrainingListener listener(String name, Interrupts interrupts) {
    return interrupts.stopping(TrainingDisplay.on(spec.commandLine().getErr(), name));
  }
}
