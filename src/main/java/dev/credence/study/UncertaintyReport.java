package dev.credence.study;

import dev.credence.calibration.Estimate;
import dev.credence.calibration.PullSummary;
import dev.credence.report.Axis;
import dev.credence.report.Chart;
import dev.credence.report.Histogram;
import dev.credence.report.Numbers;
import dev.credence.report.Provenance;
import dev.credence.report.Quantity;
import dev.credence.report.Report;
import dev.credence.report.Section;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The comparison of methods as a page. */
final class UncertaintyReport {
  private static final String TALK = "talk, gg → γγg";
  private static final double TOLERANCE = 0.1;
  private static final int PULL_BINS = 50;
  private static final double PULL_REACH = 5;
  private static final int DELTA_BINS = 50;

  /** Mean sigmaSyst / A of the talk, by noise, in the order of the contenders. */
  private static final Map<Double, List<String>> REFERENCE =
      Map.of(
          0.0, List.of("0.005", "0.006", "0.005"),
          0.01, List.of("0.011", "0.012", "0.011"),
          0.05, List.of("0.051", "0.052", "0.050"),
          0.1, List.of("0.104", "0.103", "0.101"));

  private final UncertaintyScans scans;
  private final UncertaintyOptions options;
  private final BoostingComparison boosting;

  private UncertaintyReport(UncertaintyScans scans, BoostingComparison boosting) {
    this.scans = scans;
    this.options = scans.options();
    this.boosting = boosting;
  }

  static Report of(UncertaintyScans scans, BoostingComparison boosting, Provenance provenance) {
    UncertaintyReport page = new UncertaintyReport(scans, boosting);
    String process = scans.options().process().commandName().replace("-", " → ");
    Report report =
        Report.titled("How networks learn uncertainties: " + process + " at tree level")
            .summary(page.summary())
            .headline(page.headline());
    page.noise(report.section("Does σ_{syst} find the label noise?"));
    page.pulls(report.section("Are the error bars right?"));
    page.calibration(report.section("A stated calibration error"));
    page.sizes(report.section("More training points"));
    page.widths(report.section("Larger networks"));
    page.boosting(report.section("Boosted training"));
    page.method(report.section("How it was done"));
    return report.provenance(provenance);
  }

  private String summary() {
    return "Three methods learn log A from %s exact amplitudes with noisy labels: a heteroscedastic network, a Bayesian network (BNN) with Flipout layers, and a repulsive ensemble. Each says σ_{syst}, the width of its likelihood, which should end at the noise of the labels; the last two say σ_{stat}, the spread of their networks, which should fall with more points. Widths of log A are relative widths of A. Error bars of all figures and charts are standard errors over %s trainings; all figures are of %s points held out from training."
        .formatted(
            Numbers.format(options.points()),
            options.repeats(),
            Numbers.format(UncertaintyOptions.TEST_POINTS));
  }

  private Quantity[] headline() {
    List<Quantity> figures = new ArrayList<>();
    List<Double> noisy = options.noise().stream().filter(level -> level > 0).toList();
    for (Contender contender : Contender.values()) {
      noisy.stream()
          .max(
              Comparator.comparingDouble(
                  level ->
                      Math.abs(
                          scans.ofExpected(contender, Figure.SIGMA_SYST, level).value() - 1)))
          .ifPresent(
              level ->
                  figures.add(
                      quantity(
                              "σ_{syst} of expected, %s: furthest off, at %s noise"
                                  .formatted(contender.title(), percent(level)),
                              scans.ofExpected(contender, Figure.SIGMA_SYST, level))
                          .near(1, TOLERANCE, "√(σ_{0}^{2} + noise^{2})")));
    }
    for (Contender contender : Contender.values()) {
      Repeated worst =
          scans.noiseScan(contender).stream()
              .max(
                  Comparator.comparingDouble(
                      p -> Math.abs(p.figure(Figure.PULL_TOTAL_DELIVERED).value() - 1)))
              .orElseThrow();
      figures.add(
          quantity(
                  "total pull width, calibrated, %s: furthest off, at %s noise"
                      .formatted(contender.title(), percent(worst.setting().noise())),
                  worst.figure(Figure.PULL_TOTAL_DELIVERED))
              .between(1 - TOLERANCE, 1 + TOLERANCE, "unit Gaussian"));
    }
    return figures.toArray(Quantity[]::new);
  }

  private void noise(Section section) {
    section.text(
        "Labels are smeared by Gaussian noise of a known relative size, the networks are not told. What they should find is √(σ_{0}^{2} + noise^{2}), where σ_{0} is what the same method finds without noise: its own limit of accuracy.");
    Chart found =
        Chart.of("Noise found", Axis.log("label noise"), Axis.log("⟨σ_{syst}⟩"));
    Chart ratio =
        Chart.of("Found over expected", Axis.log("label noise"), Axis.linear("⟨σ_{syst}⟩ / √(σ_{0}^{2} + noise^{2})"))
            .horizontal("exact", 1);
    Chart stat =
        Chart.of("Statistical uncertainty", Axis.log("label noise"), Axis.log("⟨σ_{stat}⟩"));
    boolean any = options.noise().size() > 1;
    for (Contender contender : Contender.values()) {
      List<Repeated> noisy =
          scans.noiseScan(contender).stream().filter(p -> p.setting().noise() > 0).toList();
      if (noisy.isEmpty()) {
        continue;
      }
      double[] x = xs(noisy, Setting::noise);
      points(found, contender.title(), x, values(noisy, p -> p.figure(Figure.SIGMA_SYST)));
      points(
          ratio,
          contender.title(),
          x,
          values(
              noisy,
              p -> scans.ofExpected(contender, Figure.SIGMA_SYST, p.setting().noise())));
      if (contender.hasSigmaStat()) {
        points(stat, contender.title(), x, values(noisy, p -> p.figure(Figure.SIGMA_STAT)));
      }
    }
    if (any) {
      found.curve(
          "√(σ_{0}^{2} + noise^{2}), BNN",
          noise -> scans.expected(Contender.BAYESIAN, Figure.SIGMA_SYST, noise));
      section
          .figure("noise-found", found, "Mean σ_{syst} of test points against the noise put in.")
          .figure("noise-ratio", ratio, "The same over what is expected.")
          .figure(
              "noise-stat",
              stat,
              "Mean σ_{stat}: "
                  + growth()
                  + ". A posterior that knows its labels to be worse must be wider; the growth is"
                  + " far from proportional.")
          .figure(
              "noise-precision",
              precision(),
              "Width of (mean − A) / A against the exact amplitude.");
    }
    section.table(
        "Label noise. In brackets ⟨σ_{syst}/A⟩ of the talk, for gg → γγg. σ_{stat}^{2} out: σ_{stat}^{2} taken out of σ_{syst}^{2} point by point, which the optimum of the variational loss contains; ensembles do not contain it.",
        List.of(
            "noise",
            "method",
            "⟨σ_{syst}⟩",
            "of expected",
            "σ_{stat}^{2} out",
            "of expected",
            "without largest 10 %",
            "⟨σ_{stat}⟩",
            "without largest 10 %",
            "MSE(log A)"),
        noiseRows());
  }

  private String growth() {
    List<String> words = new ArrayList<>();
    double most = options.noise().get(options.noise().size() - 1);
    for (Contender contender : Contender.values()) {
      if (contender.hasSigmaStat()) {
        words.add(
            "%s from %s without noise to %s at %s"
                .formatted(
                    contender.title(),
                    format(scans.baseline(contender, Figure.SIGMA_STAT)),
                    format(
                        scans
                            .at(contender, UncertaintyScans.noise(options, most))
                            .figure(Figure.SIGMA_STAT)),
                    percent(most)));
      }
    }
    return String.join(", ", words);
  }

  private Chart precision() {
    Chart chart =
        Chart.of("Accuracy", Axis.log("label noise"), Axis.log("width of Δ"));
    for (Contender contender : Contender.values()) {
      List<Repeated> noisy =
          scans.noiseScan(contender).stream().filter(p -> p.setting().noise() > 0).toList();
      double[] x = xs(noisy, Setting::noise);
      points(chart, contender.title(), x, values(noisy, p -> p.figure(Figure.DELTA_WIDTH)));
    }
    return chart;
  }

  private List<List<String>> noiseRows() {
    List<List<String>> rows = new ArrayList<>();
    for (double noise : options.noise()) {
      List<String> references = REFERENCE.getOrDefault(noise, List.of());
      for (Contender contender : Contender.values()) {
        Repeated p = scans.at(contender, UncertaintyScans.noise(options, noise));
        boolean stat = contender.hasSigmaStat();
        boolean corrected = contender == Contender.BAYESIAN;
        rows.add(
            List.of(
                percent(noise),
                contender.title(),
                format(p.figure(Figure.SIGMA_SYST))
                    + (references.isEmpty() ? "" : " [" + references.get(contender.ordinal()) + "]"),
                noise == 0 ? "–" : format(scans.ofExpected(contender, Figure.SIGMA_SYST, noise)),
                corrected ? format(p.figure(Figure.SIGMA_SYST_CORRECTED)) : "–",
                corrected && noise > 0
                    ? format(scans.ofExpected(contender, Figure.SIGMA_SYST_CORRECTED, noise))
                    : "–",
                format(p.bulk(Figure.SIGMA_SYST)),
                stat ? format(p.figure(Figure.SIGMA_STAT)) : "–",
                stat ? format(p.bulk(Figure.SIGMA_STAT)) : "–",
                format(p.figure(Figure.MSE_LOG_A))));
      }
    }
    return rows;
  }

  private void pulls(Section section) {
    section.text(
        "A pull is a deviation in units of its error bar; calibrated error bars give a unit Gaussian. Total and systematic pulls are of the mean against labels with the noise of the training labels; statistical pulls are of single networks, or weight samples, against their mean, so that their width is one by construction and their shape alone says something. Calibrated error bars are the raw ones times one factor, fitted on "
            + Numbers.format(UncertaintyOptions.VALIDATION_POINTS)
            + " points apart from training and test. The histograms are of one training at "
            + percent(options.middleNoise())
            + " noise.");
    section
        .figure(
            "pull-systematic-raw",
            pulls("Systematic, raw", "(mean − y) / σ_{syst}", h -> h.systematicPulls(h.raw())),
            widths(h -> h.systematicPulls(h.raw())))
        .figure(
            "pull-total-raw",
            pulls("Total, raw", "(mean − y) / σ_{tot}", h -> h.totalPulls(h.raw())),
            widths(h -> h.totalPulls(h.raw())))
        .figure(
            "pull-statistical",
            statisticalPulls(),
            "Of weight samples and of members, in units of σ_{stat}.")
        .figure(
            "pull-systematic",
            pulls(
                "Systematic, calibrated",
                "(mean − y) / σ_{syst}",
                h -> h.systematicPulls(h.delivered())),
            widths(h -> h.systematicPulls(h.delivered())))
        .figure(
            "pull-total",
            pulls("Total, calibrated", "(mean − y) / σ_{tot}", h -> h.totalPulls(h.delivered())),
            widths(h -> h.totalPulls(h.delivered())));
    if (options.noise().size() > 1) {
      section
          .figure(
              "pull-width-raw",
              pullWidths("Width of total pulls, raw", Figure.PULL_TOTAL_RAW),
              "Against label noise; 1 is exact.")
          .figure(
              "pull-width",
              pullWidths("Width of total pulls, calibrated", Figure.PULL_TOTAL_DELIVERED),
              "Against label noise; 1 is exact.");
    }
    List<List<String>> rows = new ArrayList<>();
    for (double noise : options.noise()) {
      for (Contender contender : Contender.values()) {
        Repeated p = scans.at(contender, UncertaintyScans.noise(options, noise));
        rows.add(
            List.of(
                percent(noise),
                contender.title(),
                format(p.figure(Figure.PULL_SYSTEMATIC_RAW)),
                format(p.figure(Figure.PULL_SYSTEMATIC_DELIVERED)),
                format(p.figure(Figure.PULL_TOTAL_RAW)),
                format(p.figure(Figure.PULL_TOTAL_DELIVERED)),
                format(p.bulk(Figure.PULL_TOTAL_DELIVERED)),
                format(p.figure(Figure.COVERAGE_68)),
                p.has(Figure.ERROR_IN_SIGMA_STAT)
                    ? format(p.figure(Figure.ERROR_IN_SIGMA_STAT))
                    : "–"));
      }
    }
    section.table(
        "Widths of pulls. Error in σ_{stat}: half the 16–84 % interval of (mean − log A) / σ_{stat} against the exact amplitude; above 1, the mean is further off than the spread of networks says.",
        List.of(
            "noise",
            "method",
            "systematic, raw",
            "calibrated",
            "total, raw",
            "calibrated",
            "without largest 10 %",
            "coverage of 68 %",
            "error in σ_{stat}"),
        rows);
  }

  private Chart pulls(String title, String symbol, Function<HeldOut, double[]> pulls) {
    Chart chart = pullChart(title, symbol);
    for (Contender contender : Contender.values()) {
      chart.histogram(contender.title(), histogram(pulls.apply(shown(contender))));
    }
    return chart.unitGaussian();
  }

  private Chart statisticalPulls() {
    Chart chart = pullChart("Statistical, raw", "(mean_{s} − mean) / σ_{stat}");
    for (Contender contender : Contender.values()) {
      if (contender.hasSigmaStat()) {
        chart.histogram(contender.title(), histogram(shown(contender).statisticalPulls()));
      }
    }
    return chart.unitGaussian();
  }

  private static Chart pullChart(String title, String symbol) {
    return Chart.of(title, Axis.linear(symbol), Axis.linear("probability density"))
        .size(Chart.Size.HALF);
  }

  private static Histogram histogram(double[] pulls) {
    return Histogram.of(pulls, PULL_BINS, -PULL_REACH, PULL_REACH);
  }

  private String widths(Function<HeldOut, double[]> pulls) {
    List<String> words = new ArrayList<>();
    for (Contender contender : Contender.values()) {
      PullSummary summary = PullSummary.of(pulls.apply(shown(contender)));
      words.add(contender.title() + " " + format(summary.width()));
    }
    return "Widths: " + String.join(", ", words) + ".";
  }

  private HeldOut shown(Contender contender) {
    return scans.shown().get(contender.ordinal()).heldOut();
  }

  private Chart pullWidths(String title, Figure figure) {
    Chart chart =
        Chart.of(title, Axis.log("label noise"), Axis.linear("width")).horizontal("exact", 1);
    for (Contender contender : Contender.values()) {
      List<Repeated> noisy =
          scans.noiseScan(contender).stream().filter(p -> p.setting().noise() > 0).toList();
      points(
          chart,
          contender.title(),
          xs(noisy, Setting::noise),
          values(noisy, p -> p.figure(figure)));
    }
    return chart;
  }

  private void calibration(Section section) {
    double base = options.middleNoise();
    Setting with = UncertaintyScans.calibration(options);
    Setting without = UncertaintyScans.noise(options, base);
    section.text(
        "A calibration error that is known from elsewhere, here %s, enters as further Gaussian noise on the labels, which carry %s noise already. It adds in quadrature, σ_{tot}^{2} = σ_{syst,0}^{2} + σ_{cal}^{2} + σ_{stat}^{2}, so that trainings with and without it give it back."
            .formatted(percent(options.calibration()), percent(base)));
    List<Quantity> rows = new ArrayList<>();
    for (Contender contender : Contender.values()) {
      rows.add(
          quantity(
                  "σ_{cal} recovered, " + contender.title(),
                  scans.inQuadrature(contender, Figure.SIGMA_SYST, with, without))
              .near(options.calibration(), TOLERANCE, "stated"));
    }
    section.quantities("√(σ_{syst}^{2} with − σ_{syst}^{2} without).", rows);
    if (options.noise().size() > 1) {
      Chart chart =
          Chart.of(
                  "Recovered in quadrature",
                  Axis.log("noise put in"),
                  Axis.log("√(σ_{syst}^{2} − σ_{0}^{2})"))
              .diagonal("exact");
      for (Contender contender : Contender.values()) {
        List<Repeated> noisy =
            scans.noiseScan(contender).stream().filter(p -> p.setting().noise() > 0).toList();
        points(
            chart,
            contender.title(),
            xs(noisy, Setting::noise),
            values(
                noisy,
                p ->
                    scans.inQuadrature(
                        contender,
                        Figure.SIGMA_SYST,
                        p.setting(),
                        UncertaintyScans.noise(options, 0))));
      }
      section.figure(
          "calibration",
          chart,
          "Every label noise of the scan read as a calibration error on exact labels.");
    }
  }

  private void sizes(Section section) {
    if (options.sizes().size() < 2) {
      return;
    }
    section.text(
        "σ_{stat} should fall with more training points; σ_{syst} should plateau at the noise. A heteroscedastic network that sees few points again and again learns their noise by heart, and its σ_{syst} falls below the noise: calibration on points apart says so.");
    for (Contender contender : Contender.values()) {
      Chart syst =
          Chart.of(
              "Systematic: " + contender.title(),
              Axis.log("training points"),
              Axis.log("⟨σ_{syst}⟩"));
      for (double noise : options.fewNoises()) {
        sizeSeries(syst, contender, noise, Figure.SIGMA_SYST);
        if (noise > 0) {
          syst.horizontal("", noise);
        }
      }
      section.figure(
          "size-syst-" + contender.key(), syst, "Dashed: the noise of the labels.");
      if (contender.hasSigmaStat()) {
        Chart stat =
            Chart.of(
                "Statistical: " + contender.title(),
                Axis.log("training points"),
                Axis.log("⟨σ_{stat}⟩"));
        for (double noise : options.fewNoises()) {
          sizeSeries(stat, contender, noise, Figure.SIGMA_STAT);
        }
        section.figure("size-stat-" + contender.key(), stat, "Mean over test points.");
      }
    }
    section
        .figure(
            "size-delta",
            sizeDelta("Accuracy, all points", p -> p.figure(Figure.DELTA_WIDTH)),
            "Width of (mean − A) / A without noise.")
        .figure(
            "size-delta-bulk",
            sizeDelta(
                "Accuracy, all but the 10 % largest", p -> p.bulk(Figure.DELTA_WIDTH)),
            "The same without the largest amplitudes, near the collinear and soft limits.")
        .figure(
            "size-delta-train",
            sizeDelta("Accuracy on training points", Repeated::deltaTrain),
            "The same on points that were trained on.");
    List<List<String>> rows = new ArrayList<>();
    for (double noise : options.fewNoises()) {
      for (Contender contender : Contender.values()) {
        for (Repeated p : scans.sizeScan(contender, noise)) {
          boolean stat = contender.hasSigmaStat();
          rows.add(
              List.of(
                  percent(noise),
                  contender.title(),
                  Numbers.format(p.setting().points()),
                  format(p.figure(Figure.SIGMA_SYST)),
                  stat ? format(p.figure(Figure.SIGMA_STAT)) : "–",
                  format(p.deltaTrain()),
                  format(p.figure(Figure.DELTA_WIDTH)),
                  format(p.bulk(Figure.DELTA_WIDTH)),
                  format(p.figure(Figure.PULL_TOTAL_RAW)),
                  format(p.figure(Figure.PULL_TOTAL_DELIVERED))));
        }
      }
    }
    section.table(
        "Training size.",
        List.of(
            "noise",
            "method",
            "points",
            "⟨σ_{syst}⟩",
            "⟨σ_{stat}⟩",
            "Δ, train",
            "Δ, test",
            "Δ, without largest 10 %",
            "total pull, raw",
            "calibrated"),
        rows);
  }

  private void sizeSeries(Chart chart, Contender contender, double noise, Figure figure) {
    List<Repeated> scan = scans.sizeScan(contender, noise);
    points(
        chart,
        noise == 0 ? "no noise" : percent(noise) + " noise",
        xs(scan, Setting::points),
        values(scan, p -> p.figure(figure)));
  }

  private Chart sizeDelta(String title, Function<Repeated, Estimate> figure) {
    Chart chart = Chart.of(title, Axis.log("training points"), Axis.log("width of Δ"));
    for (Contender contender : Contender.values()) {
      List<Repeated> scan = scans.sizeScan(contender, 0);
      points(chart, contender.title(), xs(scan, Setting::points), values(scan, figure));
    }
    return chart;
  }

  private void widths(Section section) {
    section.text(
        "Networks of three hidden layers without label noise: σ_{syst} is then the limit of what the network can say. The talk gives ⟨σ/A⟩ = 0.0056 for momenta, 0.00098 for invariants and 0.000068 for deep sets of invariants as inputs, at its own training size.");
    section
        .figure("width-syst", widthChart("Systematic", "⟨σ_{syst}⟩", Figure.SIGMA_SYST), "")
        .figure("width-delta", widthChart("Accuracy", "width of Δ", Figure.DELTA_WIDTH), "")
        .figure("width-stat", widthChart("Statistical", "⟨σ_{stat}⟩", Figure.SIGMA_STAT), "")
        .figure(
            "width-pull",
            widthChart("Total pulls, raw", "width", Figure.PULL_TOTAL_RAW),
            "");
    List<List<String>> rows = new ArrayList<>();
    for (Contender contender : Contender.values()) {
      for (Repeated p : scans.widthScan(contender)) {
        boolean stat = contender.hasSigmaStat();
        rows.add(
            List.of(
                contender.title(),
                Integer.toString(p.setting().width()),
                format(p.figure(Figure.SIGMA_SYST)),
                stat ? format(p.figure(Figure.SIGMA_STAT)) : "–",
                format(p.deltaTrain()),
                format(p.figure(Figure.DELTA_WIDTH)),
                format(p.bulk(Figure.DELTA_WIDTH)),
                format(p.figure(Figure.PULL_TOTAL_RAW)),
                format(p.figure(Figure.PULL_TOTAL_DELIVERED))));
      }
    }
    section.table(
        "Width of the hidden layers, without label noise.",
        List.of(
            "method",
            "width",
            "⟨σ_{syst}⟩",
            "⟨σ_{stat}⟩",
            "Δ, train",
            "Δ, test",
            "Δ, without largest 10 %",
            "total pull, raw",
            "calibrated"),
        rows);
  }

  private Chart widthChart(String title, String symbol, Figure figure) {
    Chart chart = Chart.of(title, Axis.log("width of the hidden layers"), Axis.log(symbol));
    for (Contender contender : Contender.values()) {
      if (contender.hasSigmaStat() || figure != Figure.SIGMA_STAT) {
        List<Repeated> scan = scans.widthScan(contender);
        points(
            chart,
            contender.title(),
            xs(scan, Setting::width),
            values(scan, p -> p.figure(figure)));
      }
    }
    return chart;
  }

  private void boosting(Section section) {
    section.text(
        "The BNN trained three times in a row on exact labels, each time from where it ended. Boosting raises the weights of some examples by %s after each training: those with a pull above %s, or the %s with the largest σ_{tot}. Unboosted training goes on as long with equal weights."
            .formatted(
                Numbers.format(BoostingComparison.STEP),
                Numbers.format(BoostingComparison.PULL_CUT),
                percent(BoostingComparison.SHARE)));
    for (BoostingComparison.Part part : BoostingComparison.Part.values()) {
      section.figure(
          "boosting-" + part.key().replace('_', '-'), deltas(part), "One training of each kind.");
    }
    List<List<String>> rows = new ArrayList<>();
    for (BoostingComparison.Part part : BoostingComparison.Part.values()) {
      List<String> row = new ArrayList<>();
      row.add(part.title());
      for (BoostingComparison.Variant variant : BoostingComparison.Variant.values()) {
        row.add(format(boosting.width(variant, part)));
        if (variant != BoostingComparison.Variant.UNBOOSTED) {
          row.add(format(boosting.ratio(variant, part)));
        }
      }
      rows.add(row);
    }
    section.table(
        "Half the 16–84 % interval of Δ = (mean − A) / A, and its ratio to the unboosted training with the same seed.",
        List.of(
            "points",
            "unboosted",
            "boosted by pull",
            "of unboosted",
            "boosted by σ_{tot}",
            "of unboosted"),
        rows);
  }

  private Chart deltas(BoostingComparison.Part part) {
    double reach = 0;
    for (BoostingComparison.Variant variant : BoostingComparison.Variant.values()) {
      double[] first = boosting.trainings().get(variant).get(0).values().get(part);
      reach = Math.max(reach, Histogram.symmetric(first, 1, 0.97).high());
    }
    Chart chart =
        Chart.of(
                "Δ, " + part.title(),
                Axis.linear("Δ = (mean − A) / A"),
                Axis.linear("probability density"))
            .size(Chart.Size.THIRD);
    for (BoostingComparison.Variant variant : BoostingComparison.Variant.values()) {
      double[] first = boosting.trainings().get(variant).get(0).values().get(part);
      chart.histogram(variant.title(), Histogram.of(first, DELTA_BINS, -reach, reach));
    }
    return chart;
  }

  private void method(Section section) {
    section.text(
        "Every network has three hidden layers of %s GELU units, or of the width said, and every training the same schedule: %s training points seen in all, or 200 epochs where that is less, Adam with one cycle up to a rate of 0.01, batches of at most 256. The repulsive ensemble has %s members, compared in function space at the training points. Nothing was tuned for the figures above: settings were fixed on other seeds. Repeats share training points and labels, and differ in initial values, order of rows and weight noise. All label noises and repeats of one method, training size and network size are one program, side by side, but for the repulsive ensemble, whose members must not mix with others."
            .formatted(
                UncertaintyOptions.WIDTH,
                Numbers.format(options.passes()),
                Contender.REPULSIVE.members()));
    List<List<String>> rows = new ArrayList<>();
    for (Contender contender : Contender.values()) {
      rows.add(
          List.of(
              contender.title(),
              Integer.toString(contender.members()),
              Numbers.format(
                  scans.at(contender, UncertaintyScans.noise(options, 0)).seconds())));
    }
    section.table(
        "Wall time of one training at all points on this machine, other work included.",
        List.of("method", "networks", "seconds"),
        rows);
  }

  private static void points(Chart chart, String name, double[] x, List<Estimate> values) {
    chart.points(
        name,
        x,
        values.stream().mapToDouble(Estimate::value).toArray(),
        values.stream().mapToDouble(Estimate::standardError).toArray());
  }

  private static List<Estimate> values(List<Repeated> scan, Function<Repeated, Estimate> figure) {
    return scan.stream().map(figure).toList();
  }

  private static double[] xs(List<Repeated> scan, ToDoubleFunction<Setting> x) {
    return scan.stream().mapToDouble(p -> x.applyAsDouble(p.setting())).toArray();
  }

  private static Quantity quantity(String name, Estimate value) {
    return Quantity.of(name, value.value(), value.standardError());
  }

  private static String format(Estimate value) {
    return Numbers.format(value.value(), value.standardError());
  }

  private static String percent(double fraction) {
    return Numbers.format(100 * fraction) + " %";
  }
}
