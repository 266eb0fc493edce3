package dev.credence.study;

import dev.credence.calibration.Estimate;
import dev.credence.report.Numbers;
import dev.credence.report.Provenance;
import dev.credence.report.Quantity;
import dev.credence.report.Report;
import dev.credence.report.Section;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** The comparison of methods as a page. */
final class UncertaintyReport {
  private static final double TOLERANCE = 0.1;

  private final UncertaintyScans scans;
  private final UncertaintyOptions options;

  private UncertaintyReport(UncertaintyScans scans) {
    this.scans = scans;
    this.options = scans.options();
  }

  static Report of(UncertaintyScans scans, BoostingComparison boosting, Provenance provenance) {
    UncertaintyReport page = new UncertaintyReport(scans);
    String process = scans.options().process().commandName().replace("-", " → ");
    Report report =
        Report.titled("How networks learn uncertainties: " + process + " at tree level")
            .summary(page.summary())
            .headline(page.headline());
    new NoiseSection(scans).write(report.section("Does σ_{syst} find the label noise?"));
    new PullSection(scans).write(report.section("Are the error bars right?"));
    new CalibrationSection(scans).write(report.section("A stated calibration error"));
    SizeSections sizes = new SizeSections(scans);
    if (!scans.options().sizes().isEmpty()) {
      sizes.writePoints(report.section("More training points"));
    }
    if (!scans.options().widths().isEmpty()) {
      sizes.writeWidths(report.section("Larger networks"));
    }
    new BoostingSection(boosting).write(report.section("Boosted training"));
    page.method(report.section("How it was done"));
    return report.provenance(provenance);
  }

  private String summary() {
    return "Three methods learn log A from %s exact amplitudes with noisy labels: a Bayesian network"
            .formatted(Numbers.format(options.points()))
        + " (BNN) with Flipout layers, a repulsive ensemble, and one heteroscedastic network. Each"
        + " says σ_{syst}, the width of its likelihood, which should end at the noise of the"
        + " labels; the first two say σ_{stat}, the spread of their networks, which should fall"
        + " with more points. Widths of log A are relative widths of A. Error bars of figures and"
        + " charts are standard errors over %s trainings; figures are of %s points held out from"
            .formatted(options.repeats(), Numbers.format(options.testPoints()))
        + " training unless they say otherwise.";
  }

  private Quantity[] headline() {
    List<Quantity> figures = new ArrayList<>();
    for (Contender contender : Contender.values()) {
      if (options.noise().size() > 1) {
        Function<Repeated, Estimate> found =
            p -> scans.ofExpected(contender, Figure.SIGMA_SYST, p.setting().noise());
        Repeated worst = furthestOff(scans.noisyScan(contender), found);
        figures.add(
            ScanText.quantity(
                    "σ_{syst} of expected, %s: furthest off, at %s noise"
                        .formatted(contender.title(), ScanText.percent(worst.setting().noise())),
                    found.apply(worst))
                .near(1, TOLERANCE, "√(σ_{0}^{2} + noise^{2})"));
      }
    }
    for (Contender contender : Contender.values()) {
      Function<Repeated, Estimate> width = p -> p.figure(Figure.PULL_TOTAL_DELIVERED);
      Repeated worst = furthestOff(scans.noiseScan(contender), width);
      figures.add(
          ScanText.quantity(
                  "total pull width, calibrated, %s: furthest off, at %s noise"
                      .formatted(contender.title(), ScanText.percent(worst.setting().noise())),
                  width.apply(worst))
              .between(1 - TOLERANCE, 1 + TOLERANCE, "unit Gaussian"));
    }
    return figures.toArray(Quantity[]::new);
  }

  private static Repeated furthestOff(List<Repeated> scan, Function<Repeated, Estimate> figure) {
    return scan.stream()
        .max(Comparator.comparingDouble(p -> Math.abs(figure.apply(p).value() - 1)))
        .orElseThrow();
  }

  private void method(Section section) {
    section.text(
        "Every network has three hidden layers of %s GELU units, or of the width said, and every"
                .formatted(UncertaintyOptions.WIDTH)
            + " training the same schedule: %s steps of Adam on batches of %s, smaller ones where"
                .formatted(Numbers.format(options.steps()), ScanTraining.LARGEST_BATCH)
            + " there are few training points, with one cycle up to a rate of 0.01, and no early"
            + " stopping. The repulsive ensemble has %s members, compared in function space at the"
                .formatted(Contender.REPULSIVE.members())
            + " training points. Settings were fixed on other seeds. Repeats share training points"
            + " and labels, and differ in initial values, order of rows and weight noise. All label"
            + " noises and repeats of one method, training size and network size are one program,"
            + " side by side, but for the repulsive ensemble, whose members must not mix with"
            + " others.");
    List<List<String>> rows = new ArrayList<>();
    for (Contender contender : Contender.values()) {
      Repeated exact = scans.at(contender, UncertaintyScans.noise(options, 0));
      rows.add(
          List.of(
              contender.title(),
              Integer.toString(contender.members()),
              Numbers.format(exact.seconds())));
    }
    section.table(
        "Wall time of one training at all points, whatever else the machine did.",
        List.of("method", "networks", "seconds"),
        rows);
  }
}
