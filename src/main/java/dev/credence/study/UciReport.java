package dev.credence.study;

import dev.credence.calibration.Estimate;
import dev.credence.report.Axis;
import dev.credence.report.Chart;
import dev.credence.report.Numbers;
import dev.credence.report.Provenance;
import dev.credence.report.Quantity;
import dev.credence.report.Report;
import dev.credence.report.Section;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The study on data sets with fixed splits as a page. */
final class UciReport {
  private static final List<String> HEAD =
      List.of(
          "method",
          "splits",
          "RMSE",
          "mean log-likelihood",
          "CRPS",
          "coverage of 68 %",
          "coverage of 95 %",
          "processor seconds",
          "splits with warnings");

  private final UciOptions options;
  private final List<SplitSummary> summaries;
  private final Optional<PublishedFigures> published;

  private UciReport(
      UciOptions options, List<SplitSummary> summaries, Optional<PublishedFigures> published) {
    this.options = options;
    this.summaries = summaries;
    this.published = published;
  }

  static Report of(
      UciOptions options,
      List<SplitSet> sets,
      List<SplitSummary> summaries,
      Optional<PublishedFigures> published,
      Provenance provenance) {
    UciReport page = new UciReport(options, summaries, published);
    Report report =
        Report.titled("Methods side by side on fixed splits")
            .summary(page.summary())
            .headline(page.headline(sets));
    for (SplitSet set : sets) {
      page.set(report.section(set.name()), set);
    }
    page.protocol(report.section("Protocol"));
    return report.provenance(provenance);
  }

  private String summary() {
    String text =
        "Every method is trained on the training rows of every split with the settings that"
            + " credence train has by default, and scored on the split's test rows. Figures are"
            + " means over splits ± their standard errors.";
    return options.quick()
        ? text + " This is a first look: every training was cut to a tenth of its length."
        : text;
  }

  /** The best method of every set, in the order of the sets. */
  private Quantity[] headline(List<SplitSet> sets) {
    List<Quantity> best = new ArrayList<>();
    for (SplitSet set : sets) {
      of(set).stream()
          .max(Comparator.comparingDouble(s -> s.meanLogLikelihood().value()))
          .ifPresent(
              s ->
                  best.add(
                      quantity(
                          set.name() + ": mean log-likelihood of " + s.method(),
                          s.meanLogLikelihood())));
    }
    return best.toArray(Quantity[]::new);
  }

  private static Quantity quantity(String name, Estimate value) {
    return Quantity.of(
        name,
        value.value(),
        Double.isFinite(value.standardError()) ? value.standardError() : Double.NaN);
  }

  /** The methods that ended on at least one split. */
  private List<SplitSummary> of(SplitSet set) {
    return summaries.stream().filter(s -> s.set().equals(set.name()) && s.splits() > 0).toList();
  }

  private void set(Section section, SplitSet set) {
    List<SplitSummary> own = of(set);
    Map<String, PublishedFigures.Figures> others =
        published.map(p -> p.of(set.name())).orElse(Map.of());
    section.text("%d rows, %d inputs.".formatted(set.rows(), set.features()));
    section.table(
        "Ours, and below published figures where the data bring them", HEAD, rows(own, others));
    summaries.stream()
        .filter(s -> s.set().equals(set.name()) && s.failed() > 0)
        .forEach(
            s ->
                section.text(
                    "%s: on %d splits training ended in numbers that are not finite; they are"
                            .formatted(s.method(), s.failed())
                        + " not part of the figures."));
    if (own.isEmpty()) {
      return;
    }
    String id = set.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]+", "-");
    section
        .figure(id + "-error", accuracy(own, others), "Better is to the left and up.")
        .figure(
            id + "-calibration",
            calibration(own),
            "Coverage of central intervals, mean over splits.");
  }

  private static Chart accuracy(
      List<SplitSummary> own, Map<String, PublishedFigures.Figures> others) {
    Chart chart =
        Chart.of("Error and likelihood", Axis.linear("RMSE"), Axis.linear("mean log-likelihood"));
    for (SplitSummary s : own) {
      Estimate likelihood = s.meanLogLikelihood();
      double error = likelihood.standardError();
      chart.points(
          s.method().toString(),
          new double[] {s.rmse().value()},
          new double[] {likelihood.value()},
          new double[] {Double.isFinite(error) ? error : 0});
    }
    others.forEach(
        (name, cell) ->
            chart.points(
                name + ", published",
                new double[] {cell.rmse()},
                new double[] {cell.meanLogLikelihood()}));
    return chart;
  }

  private static Chart calibration(List<SplitSummary> own) {
    Chart chart =
        Chart.of(
                "Calibration",
                Axis.linear("nominal level of a central interval").range(0, 1),
                Axis.linear("share of test rows inside").range(0, 1))
            .diagonal("calibrated");
    for (SplitSummary s : own) {
      chart.line(s.method().toString(), SplitResult.LEVELS, s.coverage());
    }
    return chart;
  }

  private static List<List<String>> rows(
      List<SplitSummary> own, Map<String, PublishedFigures.Figures> others) {
    List<List<String>> rows = new ArrayList<>();
    for (SplitSummary s : own) {
      rows.add(
          List.of(
              s.method().toString(),
              Integer.toString(s.splits()),
              text(s.rmse()),
              text(s.meanLogLikelihood()),
              text(s.crps()),
              text(s.coverage68()),
              text(s.coverage95()),
              Numbers.format(s.seconds().value()),
              Integer.toString(s.warned())));
    }
    others.forEach(
        (name, cell) ->
            rows.add(
                List.of(
                    name + ", published",
                    "",
                    Numbers.format(cell.rmse()),
                    Numbers.format(cell.meanLogLikelihood()),
                    "",
                    "",
                    "",
                    "",
                    "")));
    return rows;
  }

  private static String text(Estimate estimate) {
    return Double.isFinite(estimate.standardError())
        ? Numbers.format(estimate.value(), estimate.standardError())
        : Numbers.format(estimate.value());
  }

  private void protocol(Section section) {
    section.text(
        "Inputs and targets are standardised with the training rows' statistics; errors and"
            + " likelihoods are in the target's own units. Of the training rows of a split a tenth,"
            + " chosen by the seed, validates: it gives the factor on the error bars and takes no"
            + " part in training. Test rows are seen by nothing but the scores. The log-likelihood"
            + " of a row is that of the mixture over weight samples. The defaults of credence train"
            + " were chosen by validation inside the training rows of the splits 0 and 1 of such sets;"
            + " that the factor is the most likely one was first seen to help on test rows, and then"
            + " inside training rows too.");
    section.text(
        published
            .map(p -> "Published figures are read from %s.".formatted(p.source()))
            .orElse(
                "The data bring no published figures (a table in README.md of their folder or the"
                    + " one above), so that none stand beside ours."));
  }
}
