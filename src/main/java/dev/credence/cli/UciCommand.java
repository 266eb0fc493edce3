package dev.credence.cli;

import dev.credence.calibration.Estimate;
import dev.credence.model.StandardMethod;
import dev.credence.study.SplitSummary;
import dev.credence.study.UciOptions;
import dev.credence.study.UciStudy;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code credence study uci}: all methods on data sets with fixed splits. */
@Command(
    name = "uci",
    sortOptions = false,
    customSynopsis = "credence study uci --data DIR --out DIR [OPTIONS]",
    description = {
      "Compare all methods on the fixed splits of data sets, as the literature does.",
      "",
      "The data folder holds one folder a set: data.txt, index_features.txt, index_target.txt, and"
          + " for every split index_train_K.txt and index_test_K.txt, numbers counted from 0."
          + " Published figures are shown beside ours where README.md there, or one folder up, has"
          + " a table with the heading 'set' and cells 'RMSE / mean log-likelihood'.",
      "",
      "Trains as 'credence train' does by default and writes report.html, metrics.json and the"
          + " plots to the folder of --out, where every single result is kept: after Ctrl-C the"
          + " same command goes on.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  credence study uci --data uci --out out/uci",
      "  credence study uci --data uci --sets yacht --methods vi,ensemble --splits 5 --out out/y",
      "  credence study uci --data uci --out out/try --quick"
    })
final class UciCommand implements Callable<Integer> {
  private static final int QUICK_SPLITS = 1;

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "Folder of the sets.")
  private Path data;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the results; made where it is missing.")
  private Path out;

  @Option(
      names = "--sets",
      split = ",",
      paramLabel = "NAME",
      description = "Sets to take (default: all that are there).")
  private List<String> sets;

  @Option(
      names = "--methods",
      split = ",",
      paramLabel = "METHOD",
      converter = Converters.MethodName.class,
      description = "Methods to compare (default: all that 'credence train' knows).")
  private List<StandardMethod> methods;

  @Option(
      names = "--splits",
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "Most splits of a set (default: all).")
  private Integer splits;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the first split's training (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--quick",
      description = "A first look: trainings a tenth as long, and one split unless told otherwise.")
  private boolean quick;

  @Mixin private BackendOption backend;

  @Override
  public Integer call() {
    CommandLine command = spec.commandLine();
    Outputs.requireFolder(command, "--out", out);
    Optional<UciStudy.Outcome> outcome;
    int stopped;
    try (Interrupts interrupts = new Interrupts();
        StudyDisplay display = StudyDisplay.on(command.getErr(), "study uci", interrupts)) {
      outcome = UciStudy.run(options(), out, CommandText.of(spec), display, backend.name());
      stopped = interrupts.exitStatus();
    }
    if (outcome.isEmpty()) {
      command
          .getErr()
          .println(
              "credence: the study was stopped; its results so far are kept in %s, and the same"
                      .formatted(out)
                  + " command goes on from there");
      return stopped;
    }
    print(command.getOut(), outcome.get());
    return ExitStatus.SUCCESS;
  }

  private UciOptions options() {
    return new UciOptions(
        data,
        sets == null ? List.of() : sets,
        methods == null ? List.of(StandardMethod.values()) : methods,
        splits != null ? splits : quick ? QUICK_SPLITS : Integer.MAX_VALUE,
        seed,
        quick);
  }

  private static void print(PrintWriter out, UciStudy.Outcome outcome) {
    String set = "";
    for (SplitSummary s : outcome.summaries()) {
      if (!s.set().equals(set)) {
        set = s.set();
        row(out, List.of(set, "splits", "rmse", "mean log-lik.", "crps", "coverage 68 %", "cpu s"));
      }
      List<String> cells = new ArrayList<>();
      cells.add("  " + s.method());
      cells.add(s.splits() + (s.failed() > 0 ? " (" + s.failed() + " failed)" : ""));
      if (s.splits() > 0) {
        cells.add(text(s.rmse()));
        cells.add(text(s.meanLogLikelihood()));
        cells.add(text(s.crps()));
        cells.add(text(s.coverage68()));
        cells.add(String.format(Locale.ROOT, "%.1f", s.seconds().value()));
      }
      row(out, cells);
    }
    out.println(
        outcome.published()
            ? "published figures stand beside these in the report"
            : "the data bring no published figures to stand beside these");
    out.printf("report written to %s%n", outcome.report());
  }

  private static void row(PrintWriter out, List<String> cells) {
    StringBuilder line = new StringBuilder(String.format("%-18s", cells.get(0)));
    for (String cell : cells.subList(1, cells.size())) {
      line.append(String.format(" %-17s", cell));
    }
    out.println(line.toString().stripTrailing());
  }

  private static String text(Estimate figure) {
    return Double.isFinite(figure.standardError())
        ? String.format(Locale.ROOT, "%.3f +- %.3f", figure.value(), figure.standardError())
        : String.format(Locale.ROOT, "%.3f", figure.value());
  }
}
