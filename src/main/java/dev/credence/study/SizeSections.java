package dev.credence.study;

import dev.credence.calibration.Estimate;
import dev.credence.report.Axis;
import dev.credence.report.Chart;
import dev.credence.report.Numbers;
import dev.credence.report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What more training points and larger networks change. */
record SizeSections(UncertaintyScans scans) {
  void writePoints(Section section) {
    section.text(
        "σ_{stat} should fall with more training points; σ_{syst} should plateau at the noise. A"
            + " network that sees few points again and again learns their noise by heart: its"
            + " σ_{syst} falls below the noise and its raw pulls become wide, which calibration on"
            + " points apart corrects.");
    for (Contender contender : Contender.values()) {
      Chart syst = pointsChart("Systematic: " + contender.title(), contender, Figure.SIGMA_SYST);
      scans.options().extremeNoises().stream()
          .filter(noise -> noise > 0)
          .forEach(noise -> syst.horizontal("", noise));
      section.figure(
          "size-syst-" + contender.key(), syst, "Dashed: the noise of the labels, where any.");
      if (contender.hasSigmaStat()) {
        section.figure(
            "size-stat-" + contender.key(),
            pointsChart("Statistical: " + contender.title(), contender, Figure.SIGMA_STAT),
            "Mean over test points.");
      }
    }
    section
        .figure(
            "size-delta",
            deltas("Accuracy, all points", p -> p.figure(Figure.DELTA_WIDTH)),
            "Half the 16–84 % interval of (mean − A) / A without noise.")
        .figure(
            "size-delta-bulk",
            deltas("All but the 10 % largest", p -> p.bulk(Figure.DELTA_WIDTH)),
            "The same without the largest amplitudes, near the collinear and soft limits.")
        .figure(
            "size-delta-train",
            deltas("On training points", Repeated::deltaTrain),
            "The same on points that were trained on.");
    List<List<String>> rows = new ArrayList<>();
    for (double noise : scans.options().extremeNoises()) {
      for (Contender contender : Contender.values()) {
        for (Repeated p : scans.sizeScan(contender, noise)) {
          List<String> row = new ArrayList<>();
          row.add(ScanText.percent(noise));
          row.add(contender.title());
          row.add(Numbers.format(p.setting().points()));
          row.addAll(figures(p));
          rows.add(row);
        }
      }
    }
    section.table("Training size.", head("noise", "method", "points"), rows);
  }

  private Chart pointsChart(String title, Contender contender, Figure figure) {
    Chart chart =
        Chart.of(title, Axis.log("training points"), Axis.log("⟨" + symbol(figure) + "⟩"));
    for (double noise : scans.options().extremeNoises()) {
      ScanText.series(
          chart,
          noise == 0 ? "no noise" : ScanText.percent(noise) + " noise",
          scans.sizeScan(contender, noise),
          Setting::points,
          p -> p.figure(figure));
    }
    return chart;
  }

  private static String symbol(Figure figure) {
    return figure == Figure.SIGMA_STAT ? "σ_{stat}" : "σ_{syst}";
  }

  private Chart deltas(String title, Function<Repeated, Estimate> figure) {
    Chart chart =
        Chart.of(title, Axis.log("training points"), Axis.log("width of Δ")).size(Chart.Size.THIRD);
    for (Contender contender : Contender.values()) {
      List<Repeated> scan = scans.sizeScan(contender, 0);
      ScanText.series(chart, contender.title(), scan, Setting::points, figure);
    }
    return chart;
  }

  void writeWidths(Section section) {
    section
        .text(
            "Networks of three hidden layers without label noise: σ_{syst} is then the limit of"
                + " what the network can resolve. The talk gives ⟨σ/A⟩ = 0.0056 for momenta,"
                + " 0.00098 for invariants and 0.000068 for deep sets of invariants as inputs.")
        .figure(
            "width-syst",
            widths(Axis.log("⟨σ_{syst}⟩"), "Systematic", Figure.SIGMA_SYST),
            "Mean σ_{syst} of test points.")
        .figure(
            "width-stat",
            widths(Axis.log("⟨σ_{stat}⟩"), "Statistical", Figure.SIGMA_STAT),
            "Mean σ_{stat} of test points.")
        .figure(
            "width-delta",
            widths(Axis.log("width of Δ"), "Accuracy", Figure.DELTA_WIDTH),
            "Half the 16–84 % interval of (mean − A) / A.")
        .figure(
            "width-pull",
            widths(Axis.linear("width"), "Total pulls, raw", Figure.PULL_TOTAL_RAW)
                .horizontal("exact", 1),
            "Below 1, error bars are too wide.");
    List<List<String>> rows = new ArrayList<>();
    for (Contender contender : Contender.values()) {
      for (Repeated p : scans.widthScan(contender)) {
        List<String> row = new ArrayList<>();
        row.add(contender.title());
        row.add(Integer.toString(p.setting().width()));
        row.addAll(figures(p));
        rows.add(row);
      }
    }
    section.table(
        "Width of the hidden layers, without label noise.", head("method", "width"), rows);
  }

  private Chart widths(Axis y, String title, Figure figure) {
    Chart chart = Chart.of(title, Axis.log("width of the hidden layers"), y);
    for (Contender contender : Contender.values()) {
      if (contender.hasSigmaStat() || figure != Figure.SIGMA_STAT) {
        List<Repeated> scan = scans.widthScan(contender);
        ScanText.series(chart, contender.title(), scan, Setting::width, p -> p.figure(figure));
      }
    }
    return chart;
  }

  private static List<String> head(String... first) {
    List<String> head = new ArrayList<>(List.of(first));
    head.addAll(
        List.of(
            "⟨σ_{syst}⟩",
            "⟨σ_{stat}⟩",
            "Δ, train",
            "Δ, test",
            "Δ, without largest 10 %",
            "total pull, raw",
            "calibrated"));
    return head;
  }

  private static List<String> figures(Repeated p) {
    return List.of(
        ScanText.format(p, Figure.SIGMA_SYST),
        ScanText.format(p, Figure.SIGMA_STAT),
        ScanText.format(p.deltaTrain()),
        ScanText.format(p, Figure.DELTA_WIDTH),
        ScanText.bulk(p, Figure.DELTA_WIDTH),
        ScanText.format(p, Figure.PULL_TOTAL_RAW),
        ScanText.format(p, Figure.PULL_TOTAL_DELIVERED));
  }
}
