package dev.credence.study;

import dev.credence.calibration.PullSummary;
import dev.credence.report.Axis;
import dev.credence.report.Chart;
import dev.credence.report.Histogram;
import dev.credence.report.Numbers;
import dev.credence.report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Whether error bars are right: systematic, statistical and total pulls, raw and calibrated. */
record PullSection(UncertaintyScans scans) {
  private static final int BINS = 50;
  private static final double REACH = 5;

  void write(Section section) {
    section.text(
        "A pull is a deviation in units of its error bar; calibrated error bars give a unit"
            + " Gaussian. Total and systematic pulls are of the mean against labels with the noise"
            + " of the training labels. Statistical pulls are of single networks, or weight"
            + " samples, against their mean: their width is one by construction, their shape alone"
            + " says something. Calibrated error bars are the raw ones times one factor, fitted on "
            + Numbers.format(scans.options().validationPoints())
            + " points apart from training and test. Histograms are of one training at "
            + ScanText.percent(scans.options().middleNoise())
            + " noise.");
    pulls(
        section,
        "pull-systematic-raw",
        "Systematic, raw",
        "(mean − y) / σ_{syst}",
        h -> h.systematicPulls(h.raw()));
    pulls(
        section,
        "pull-total-raw",
        "Total, raw",
        "(mean − y) / σ_{tot}",
        h -> h.totalPulls(h.raw()));
    section.figure("pull-statistical", statistical(), "Of weight samples and of members.");
    pulls(
        section,
        "pull-systematic",
        "Systematic, calibrated",
        "(mean − y) / σ_{syst}",
        h -> h.systematicPulls(h.delivered()));
    pulls(
        section,
        "pull-total",
        "Total, calibrated",
        "(mean − y) / σ_{tot}",
        h -> h.totalPulls(h.delivered()));
    if (scans.options().noise().size() > 1) {
      section
          .figure(
              "pull-width-raw",
              widths("Width of total pulls, raw", Figure.PULL_TOTAL_RAW),
              "Below 1, error bars are too wide.")
          .figure(
              "pull-width",
              widths("Width of total pulls, calibrated", Figure.PULL_TOTAL_DELIVERED),
              "With the factor of validation points.");
    }
    section.table(
        "Widths of pulls. Error in σ_{stat}: half the 16–84 % interval of (mean − log A) /"
            + " σ_{stat} against the exact amplitude; above 1, the mean is further off than the"
            + " spread of networks says.",
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
        rows());
  }

  private void pulls(
      Section section, String id, String title, String symbol, Function<HeldOut, double[]> pulls) {
    Chart chart = frame(title, symbol);
    List<String> widths = new ArrayList<>();
    for (Contender contender : Contender.values()) {
      double[] own = pulls.apply(shown(contender));
      chart.histogram(contender.title(), Histogram.of(own, BINS, -REACH, REACH));
      widths.add(contender.title() + " " + ScanText.format(PullSummary.of(own).width()));
    }
    section.figure(id, chart.unitGaussian(), "Widths: " + String.join(", ", widths) + ".");
  }

  private Chart statistical() {
    Chart chart = frame("Statistical, raw", "(mean_{s} − mean) / σ_{stat}");
    for (Contender contender : Contender.values()) {
      if (contender.hasSigmaStat()) {
        double[] own = shown(contender).statisticalPulls();
        chart.histogram(contender.title(), Histogram.of(own, BINS, -REACH, REACH));
      }
    }
    return chart.unitGaussian();
  }

  private static Chart frame(String title, String symbol) {
    return Chart.of(title, Axis.linear(symbol), Axis.linear("probability density"))
        .size(Chart.Size.THIRD);
  }

  private HeldOut shown(Contender contender) {
    return scans.shown().get(contender.ordinal()).heldOut();
  }

  private Chart widths(String title, Figure figure) {
    Chart chart = Chart.of(title, Axis.log("label noise"), Axis.linear("width"));
    for (Contender contender : Contender.values()) {
      List<Repeated> scan = scans.noisyScan(contender);
      ScanText.series(chart, contender.title(), scan, Setting::noise, p -> p.figure(figure));
    }
    return chart.horizontal("exact", 1);
  }

  private List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    for (double noise : scans.options().noise()) {
      for (Contender contender : Contender.values()) {
        Repeated p = scans.at(contender, UncertaintyScans.noise(scans.options(), noise));
        rows.add(
            List.of(
                ScanText.percent(noise),
                contender.title(),
                ScanText.format(p, Figure.PULL_SYSTEMATIC_RAW),
                ScanText.format(p, Figure.PULL_SYSTEMATIC_DELIVERED),
                ScanText.format(p, Figure.PULL_TOTAL_RAW),
                ScanText.format(p, Figure.PULL_TOTAL_DELIVERED),
                ScanText.bulk(p, Figure.PULL_TOTAL_DELIVERED),
                ScanText.format(p, Figure.COVERAGE_68),
                ScanText.format(p, Figure.ERROR_IN_SIGMA_STAT)));
      }
    }
    return rows;
  }
}
