package dev.credence.study;

import dev.credence.report.Axis;
import dev.credence.report.Chart;
import dev.credence.report.Histogram;
import dev.credence.report.Numbers;
import dev.credence.report.Section;
import java.util.ArrayList;
import java.util.List;

/** Boosted against unboosted Delta, on training and test points and on the largest amplitudes. */
record BoostingSection(BoostingComparison boosting) {
  private static final int MOST_BINS = 50;
  private static final double SHOWN = 0.97;

  void write(Section section) {
    section.text(
        "The BNN trained %s times in a row on exact labels, each time from where it ended."
                .formatted(1 + BoostingComparison.ROUNDS)
            + " Boosting raises the weights of some examples by %s after each training: those with"
                .formatted(Numbers.format(BoostingComparison.STEP))
            + " a calibrated pull above %s, or the %s with the largest σ_{tot}. Unboosted training"
                .formatted(
                    Numbers.format(BoostingComparison.PULL_CUT),
                    ScanText.percent(BoostingComparison.SHARE))
            + " goes on as long with equal weights.");
    for (BoostingComparison.Part part : BoostingComparison.Part.values()) {
      String id = "boosting-" + part.key().replace('_', '-');
      section.figure(id, chart(part), "One training of each kind.");
    }
    section.table(
        "Half the 16–84 % interval of Δ = (mean − A) / A, and its ratio to the unboosted training"
            + " with the same seed.",
        List.of(
            "points",
            "unboosted",
            "boosted by pull",
            "of unboosted",
            "boosted by σ_{tot}",
            "of unboosted"),
        rows());
  }

  private List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    for (BoostingComparison.Part part : BoostingComparison.Part.values()) {
      List<String> row = new ArrayList<>(List.of(part.title()));
      for (BoostingComparison.Variant variant : BoostingComparison.Variant.values()) {
        row.add(ScanText.format(boosting.width(variant, part)));
        if (variant != BoostingComparison.Variant.UNBOOSTED) {
          row.add(ScanText.format(boosting.ratio(variant, part)));
        }
      }
      rows.add(row);
    }
    return rows;
  }

  private Chart chart(BoostingComparison.Part part) {
    double reach = 0;
    for (BoostingComparison.Variant variant : BoostingComparison.Variant.values()) {
      reach = Math.max(reach, Histogram.symmetric(first(variant, part), 1, SHOWN).high());
    }
    int entries = first(BoostingComparison.Variant.UNBOOSTED, part).length;
    int bins = (int) Math.max(2, Math.min(MOST_BINS, 2 * Math.sqrt(entries)));
    Chart chart =
        Chart.of(
                "Δ, " + part.title(),
                Axis.linear("Δ = (mean − A) / A"),
                Axis.linear("probability density"))
            .size(Chart.Size.THIRD);
    for (BoostingComparison.Variant variant : BoostingComparison.Variant.values()) {
      chart.histogram(variant.title(), Histogram.of(first(variant, part), bins, -reach, reach));
    }
    return chart;
  }

  private double[] first(BoostingComparison.Variant variant, BoostingComparison.Part part) {
    return boosting.trainings().get(variant).get(0).values().get(part);
  }
}
