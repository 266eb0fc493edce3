package dev.credence.study;

import dev.credence.calibration.Coverage;
import dev.credence.calibration.Estimate;
import dev.credence.calibration.Predictive;
import dev.credence.calibration.PullSummary;
import dev.credence.calibration.RelativePrecision;
import dev.credence.inference.EpochReport;
import dev.credence.report.Axis;
import dev.credence.report.Chart;
import dev.credence.report.Charts;
import dev.credence.report.Histogram;
import dev.credence.report.Numbers;
import dev.credence.report.Provenance;
import dev.credence.report.Quantity;
import dev.credence.report.Report;
import dev.credence.report.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The amplitude study as a page. */
final class AmplitudeReport {
  private static final String PROTOTYPE = "LibTorch prototype, 30k points, no noise, 150 s";
  private static final int SPECTRUM_BINS = 16;
  private static final int FEWEST_IN_BIN = 20;
  private static final double LARGEST = 0.1;

  private final AmplitudeOptions options;
  private final AmplitudeTraining main;
  private final HeldOut held;
  private final NoiseScan scan;

  private AmplitudeReport(AmplitudeOptions options, AmplitudeTraining main, NoiseScan scan) {
    this.options = options;
    this.main = main;
    this.held = main.heldOut();
    this.scan = scan;
  }

  static Report of(
      AmplitudeOptions options, AmplitudeTraining main, NoiseScan scan, Provenance provenance) {
    AmplitudeReport page = new AmplitudeReport(options, main, scan);
    Report report =
        Report.titled("Amplitudes with error bars: " + page.process() + " at tree level")
            .summary(page.summary())
            .headline(page.headline());
    page.training(report.section("Training"));
    page.precision(report.section("Accuracy"));
    page.errorBars(report.section("Error bars"));
    page.calibration(report.section("Calibration"));
    if (scan.trainings().size() > 1) {
      page.noise(report.section("Does σ_{syst} find the label noise?"));
    }
    page.figures(report.section("Figures"));
    return report.provenance(provenance);
  }

  private String process() {
    return options.process().commandName().replace("-", " → ");
  }

  private String summary() {
    return String.format(
        Locale.ROOT,
        "A Bayesian network learns log A from %s exact tree-level amplitudes with %s label noise,"
            + " and says how far it can be trusted: σ_{stat} is the spread over weight samples and"
            + " falls with more training points, σ_{syst} is the width of the likelihood and ends"
            + " at the noise of the labels. Widths of log A are relative widths of A. All figures"
            + " are of %s points held out from training.",
        grouped(options.points()),
        ScanText.percent(main.noise()),
        grouped(held.truth().length));
  }

  private Quantity[] headline() {
    List<Quantity> figures = new ArrayList<>();
    Quantity syst = quantity("⟨σ_{syst}⟩, σ_{stat}^{2} taken out", held.correctedSigmaSyst());
    double expected = scan.expectedCorrected(main.noise());
    figures.add(
        Double.isNaN(expected) ? syst : syst.near(expected, 0.1, "√(σ_{0}^{2} + noise^{2})"));
    figures.add(
        quantity("total pull width, delivered", held.totalPull(held.delivered()).width())
            .between(0.9, 1.1, "unit Gaussian"));
    figures.add(
        quantity("total pull width, raw", held.totalPull(held.raw()).width())
            .beside("1", "unit Gaussian"));
    figures.add(meanSquaredError());
    return figures.toArray(Quantity[]::new);
  }

  private Quantity meanSquaredError() {
    Quantity mse = quantity("MSE(log A) against the exact amplitude", held.meanSquaredError());
    boolean comparable =
        options.process() == dev.credence.physics.Process.GG_GGG
            && options.inputs() == dev.credence.physics.Inputs.INVARIANTS
            && options.points() >= 30_000
            && main.noise() == 0;
    return comparable ? mse.atMost(2e-4, PROTOTYPE) : mse.beside("0.0002", PROTOTYPE);
  }

  private void training(Section section) {
    List<EpochReport> history = main.result().history();
    double[] epoch = history.stream().mapToDouble(EpochReport::epoch).toArray();
    double[] nll = history.stream().mapToDouble(EpochReport::negativeLogLikelihood).toArray();
    double[] kl = history.stream().mapToDouble(EpochReport::klTerm).toArray();
    double[] validation = history.stream().mapToDouble(EpochReport::validation).toArray();
    section
        .text(
            String.format(
                Locale.ROOT,
                "%s epochs in %.1f s. Both terms of the loss are shown apart: the negative"
                    + " log-likelihood per point of the standardised target, and the"
                    + " Kullback–Leibler divergence from the prior over n.",
                history.size(),
                main.seconds()))
        .figure(
            "loss",
            Chart.of("Likelihood", Axis.linear("epoch"), Axis.linear("−log L per point"))
                .line("training, one weight sample", epoch, nll)
                .dashed("validation, predictive", epoch, validation),
            "Both without the constant log(2π)/2.")
        .figure(
            "kl",
            Chart.of("Complexity", Axis.linear("epoch"), Axis.log("KL / n"))
                .line("KL / n", epoch, kl),
            "What the posterior costs against the prior.");
  }

  private void precision(Section section) {
    double[] truth = exp(held.truth());
    double[] mean = exp(held.raw().mean());
    double[] deltas = RelativePrecision.deltas(mean, truth);
    RelativePrecision all = RelativePrecision.of(mean, truth);
    RelativePrecision largest = RelativePrecision.ofLargest(mean, truth, LARGEST);
    String unit = options.process() == dev.credence.physics.Process.GG_GGG ? " [GeV^{−2}]" : "";
    section
        .figure(
            "truth",
            Charts.truth(
                "Prediction against truth",
                Axis.log("exact A" + unit),
                Axis.log("predicted A" + unit),
                truth,
                mean),
            "Held-out points.")
        .figure(
            "delta",
            Charts.density(
                    "Relative precision",
                    "Δ = (⟨A⟩ − A) / A",
                    Histogram.symmetric(deltas, 60, 0.99))
                .size(Chart.Size.HALF)
                .note(
                    String.format(
                        Locale.ROOT,
                        "68 %% within ±%s; of the largest %s, within ±%s",
                        Numbers.format(all.robustWidth().value()),
                        ScanText.percent(LARGEST),
                        Numbers.format(largest.robustWidth().value()))),
            "Deviation of the mean prediction from the exact amplitude, without label noise.");
  }

  private void errorBars(Section section) {
    section
        .text(
            "Raw error bars are the network's own. The exact optimum of the variational loss has"
                + " σ_{syst}^{2} = ⟨(y − mean)^{2}⟩ + σ_{stat}^{2}: the network's σ_{syst} absorbs"
                + " the weight noise of one draw, and σ_{tot} counts it twice, so raw pulls are"
                + " narrow. Validation points, apart from training and test, say by how much: the"
                + " delivered error bars are the raw ones times the one factor that gives their"
                + " total pulls unit width, here "
                + Numbers.format(main.result().model().recalibration().factor(0))
                + ".")
        .figure("spectrum", spectrum(), "Mean error bars by amplitude.")
        .figure(
            "sigma",
            Chart.of(
                    "Sizes of the error bars",
                    Axis.linear("log_{10} σ_{tot}"),
                    Axis.linear("points"))
                .counts("delivered", logs(held.delivered().sigmaTot()))
                .counts("raw", logs(held.raw().sigmaTot())),
            "How the total error bars of held-out points are spread.");
  }

  private static Histogram logs(double[] values) {
    return Histogram.of(Arrays.stream(values).map(Math::log10).toArray(), 50, -3, 0);
  }

  private Chart spectrum() {
    double[] truth = held.truth();
    double[] sorted = truth.clone();
    Arrays.sort(sorted);
    double low = sorted[(int) (0.001 * sorted.length)];
    double high = sorted[(int) (0.999 * sorted.length)];
    double[][] sums = new double[4][SPECTRUM_BINS];
    int[] counts = new int[SPECTRUM_BINS];
    for (int i = 0; i < truth.length; i++) {
      int bin = (int) Math.floor((truth[i] - low) / (high - low) * SPECTRUM_BINS);
      if (bin >= 0 && bin < SPECTRUM_BINS) {
        counts[bin]++;
        sums[0][bin] += held.raw().sigmaStat()[i];
        sums[1][bin] += held.raw().sigmaSyst()[i];
        sums[2][bin] += held.delivered().sigmaSyst()[i];
        sums[3][bin] += Math.pow(held.raw().mean()[i] - truth[i], 2);
      }
    }
    int filled = (int) Arrays.stream(counts).filter(n -> n >= FEWEST_IN_BIN).count();
    double[] centre = new double[filled];
    double[][] means = new double[4][filled];
    int at = 0;
    for (int bin = 0; bin < SPECTRUM_BINS; bin++) {
      if (counts[bin] >= FEWEST_IN_BIN) {
        centre[at] = Math.exp(low + (bin + 0.5) * (high - low) / SPECTRUM_BINS);
        for (int k = 0; k < 4; k++) {
          means[k][at] = sums[k][bin] / counts[bin];
        }
        means[3][at] = Math.sqrt(means[3][at]);
        at++;
      }
    }
    Chart chart =
        Chart.of("Error bars over the spectrum", Axis.log("exact A"), Axis.log("relative width"))
            .line("σ_{stat}", centre, means[0])
            .line("σ_{syst}, raw", centre, means[1])
            .line("σ_{syst}, delivered", centre, means[2])
            .points("actual error of the mean (RMS)", centre, means[3]);
    return main.noise() > 0 ? chart.horizontal("label noise", main.noise()) : chart;
  }

  private void calibration(Section section) {
    section.text(
        "A pull is a deviation in units of its error bar; calibrated error bars give a unit"
            + " Gaussian. Widths below one mean error bars that are too wide. Labels carry the noise"
            + " of the training labels.");
    pull(
        section,
        "pull-total",
        "Total, delivered",
        "t_{tot} = (mean − y) / σ_{tot}",
        held.totalPulls(held.delivered()),
        PullSummary.of(held.totalPulls(held.delivered())));
    pull(
        section,
        "pull-total-raw",
        "Total, raw",
        "t_{tot} = (mean − y) / σ_{tot}",
        held.totalPulls(held.raw()),
        PullSummary.of(held.totalPulls(held.raw())));
    pull(
        section,
        "pull-systematic",
        "Systematic, raw",
        "t_{syst} = (mean − y) / σ_{syst}",
        held.systematicPulls(held.raw()),
        PullSummary.of(held.systematicPulls(held.raw())));
    double[] statistical = held.statisticalPulls();
    pull(
        section,
        "pull-statistical",
        "Statistical",
        "t_{stat} = (mean_{s} − mean) / σ_{stat}",
        statistical,
        PullSummary.ofSamples(statistical, held.samples()));
    double[] weights = held.weightDependentPulls();
    pull(
        section,
        "pull-weights",
        "Weight-dependent",
        "t_{s} = (mean_{s} − y) / σ_{s}",
        weights,
        PullSummary.ofSamples(weights, held.samples()));
    section.figure(
        "coverage",
        coverage(),
        "Share of held-out labels inside the central interval of each level.");
  }

  private static void pull(
      Section section,
      String id,
      String title,
      String symbol,
      double[] pulls,
      PullSummary summary) {
    section.figure(
        id,
        Charts.pulls(title, symbol, pulls),
        "Mean %s, width %s, KS distance %s."
            .formatted(
                format(summary.mean()), format(summary.width()), format(summary.ksDistance())));
  }

  private Chart coverage() {
    Chart chart = Charts.coverage("Coverage").size(Chart.Size.THIRD);
    add(chart, "delivered", held.coverage(held.delivered()));
    add(chart, "raw", held.coverage(held.raw()));
    return chart;
  }

  private static void add(Chart chart, String name, Coverage coverage) {
    double[] observed = Arrays.stream(coverage.observed()).mapToDouble(Estimate::value).toArray();
    double[] error =
        Arrays.stream(coverage.observed()).mapToDouble(Estimate::standardError).toArray();
    chart.lineWithBand(name, coverage.levels(), observed, error);
  }

  private void noise(Section section) {
    List<AmplitudeTraining> trainings = scan.trainings();
    double[] noise = trainings.stream().mapToDouble(AmplitudeTraining::noise).toArray();
    double[] raw = values(t -> t.heldOut().sigmaSyst().value());
    double[] corrected = values(t -> t.heldOut().correctedSigmaSyst().value());
    double[] stat = values(t -> t.heldOut().sigmaStat().value());
    Chart chart =
        Chart.of("Noise found", Axis.linear("label noise"), Axis.linear("mean relative width"))
            .points("σ_{syst}, raw", noise, raw)
            .points("σ_{syst}, σ_{stat}^{2} taken out", noise, corrected)
            .points("σ_{stat}", noise, stat);
    if (scan.hasBaseline()) {
      chart.curve("√(σ_{0}^{2} + noise^{2})", scan::expectedCorrected);
    }
    List<List<String>> rows = new ArrayList<>();
    for (AmplitudeTraining t : trainings) {
      HeldOut h = t.heldOut();
      rows.add(
          List.of(
              ScanText.percent(t.noise()),
              format(h.sigmaStat()),
              format(h.sigmaSyst()),
              ratio(h.sigmaSyst().value(), scan.expectedRaw(t.noise())),
              format(h.correctedSigmaSyst()),
              ratio(h.correctedSigmaSyst().value(), scan.expectedCorrected(t.noise())),
              format(h.totalPull(h.raw()).width()),
              format(h.totalPull(h.delivered()).width()),
              format(h.meanSquaredError())));
    }
    section
        .figure("noise", chart, "σ_{0} is the width that training without noise leaves.")
        .table(
            "One training per level of label noise, on the same points. Reference: in the talk's"
                + " gg → γγg study ⟨σ_{syst}/A⟩ is 0.006, 0.012, 0.052 and 0.103 at 0, 1, 5 and"
                + " 10 % noise.",
            List.of(
                "noise",
                "⟨σ_{stat}⟩",
                "⟨σ_{syst}⟩ raw",
                "of expected",
                "⟨σ_{syst}⟩, σ_{stat}^{2} out",
                "of expected",
                "pull width raw",
                "delivered",
                "MSE(log A)"),
            rows);
  }

  private double[] values(java.util.function.ToDoubleFunction<AmplitudeTraining> figure) {
    return scan.trainings().stream().mapToDouble(figure).toArray();
  }

  private void figures(Section section) {
    List<Quantity> rows = new ArrayList<>();
    rows.add(meanSquaredError());
    rows.add(
        quantity("⟨σ_{stat}⟩", held.sigmaStat())
            .beside("0.015 without noise, 0.028 at 5 %", PROTOTYPE));
    rows.add(
        quantity("⟨σ_{syst}⟩, raw", held.sigmaSyst())
            .beside("0.019 without noise, 0.063 at 5 %", PROTOTYPE));
    rows.add(quantity("⟨σ_{syst}⟩, σ_{stat}^{2} taken out", held.correctedSigmaSyst()));
    rows.add(quantity("⟨σ_{tot}⟩, delivered", held.deliveredSigmaTot()));
    rows.add(
        Quantity.of(
            "recalibration factor on σ_{tot}", main.result().model().recalibration().factor(0)));
    add(rows, "raw", held.raw());
    add(rows, "delivered", held.delivered());
    rows.add(Quantity.of("training time [s]", main.seconds()));
    section.quantities("The main training, beside its references.", rows);
  }

  private void add(List<Quantity> rows, String kind, Predictive prediction) {
    PullSummary pull = held.totalPull(prediction);
    rows.add(
        kind.equals("raw")
            ? quantity("total pull width, raw", pull.width()).beside("0.77 at 5 %", PROTOTYPE)
            : quantity("total pull width, delivered", pull.width())
                .between(0.9, 1.1, "unit Gaussian"));
    rows.add(quantity("total pull mean, " + kind, pull.mean()));
    held.metrics(prediction)
        .toMap()
        .forEach(
            (name, value) -> {
              if (!name.startsWith("pull") && !name.equals("n")) {
                rows.add(quantity(name.replace('_', ' ') + ", " + kind, value));
              }
            });
  }

  private static Quantity quantity(String name, Estimate value) {
    return Double.isFinite(value.standardError())
        ? Quantity.of(name, value.value(), value.standardError())
        : Quantity.of(name, value.value());
  }

  private static String format(Estimate value) {
    return Numbers.format(value.value(), value.standardError());
  }

  private static String ratio(double value, double expected) {
    return Double.isNaN(expected) ? "–" : String.format(Locale.ROOT, "%.3f", value / expected);
  }

  private static String grouped(int count) {
    return Numbers.format(count);
  }

  private static double[] exp(double[] logs) {
    return Arrays.stream(logs).map(Math::exp).toArray();
  }
}
