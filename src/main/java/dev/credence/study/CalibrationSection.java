package dev.credence.study;

import dev.credence.calibration.Estimate;
import dev.credence.report.Axis;
import dev.credence.report.Chart;
import dev.credence.report.Quantity;
import dev.credence.report.Section;
import java.util.ArrayList;
import java.util.List;

/** Whether a stated calibration error comes back in quadrature. */
record CalibrationSection(UncertaintyScans scans) {
  private static final double TOLERANCE = 0.1;

  void write(Section section) {
    UncertaintyOptions options = scans.options();
    double base = options.middleNoise();
    Setting with = UncertaintyScans.calibration(options);
    Setting without = UncertaintyScans.noise(options, base);
    section.text(
        "A calibration error that is known from elsewhere, here %s, enters as further Gaussian"
                .formatted(ScanText.percent(options.calibration()))
            + " noise on labels that carry %s noise already."
                .formatted(base == 0 ? "no" : ScanText.percent(base))
            + " It adds in quadrature, σ_{tot}^{2} = σ_{syst,0}^{2} + σ_{cal}^{2} +"
            + " σ_{stat}^{2}, so that trainings with and without it give it back.");
    List<Quantity> rows = new ArrayList<>();
    for (Contender contender : Contender.values()) {
      Estimate found = scans.inQuadrature(contender, Figure.SIGMA_SYST, with, without);
      rows.add(
          ScanText.quantity("σ_{cal} recovered, " + contender.title(), found)
              .near(options.calibration(), TOLERANCE, "stated"));
    }
    section.quantities("√(σ_{syst}^{2} with − σ_{syst}^{2} without).", rows);
    if (options.noise().size() > 1) {
      section.figure(
          "calibration",
          chart(),
          "Every label noise of the scan, read as a calibration error of exact labels.");
    }
  }

  private Chart chart() {
    Setting exact = UncertaintyScans.noise(scans.options(), 0);
    Chart chart =
        Chart.of(
            "Recovered in quadrature",
            Axis.log("noise put in"),
            Axis.linear("√(σ_{syst}^{2} − σ_{0}^{2}) / noise"));
    for (Contender contender : Contender.values()) {
      ScanText.series(
          chart,
          contender.title(),
          scans.noisyScan(contender),
          Setting::noise,
          p -> {
            double noise = p.setting().noise();
            Estimate width = scans.inQuadrature(contender, Figure.SIGMA_SYST, p.setting(), exact);
            return new Estimate(width.value() / noise, width.standardError() / noise);
          });
    }
    return chart.horizontal("exact", 1);
  }
}
