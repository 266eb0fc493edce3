package dev.credence.study;

import dev.credence.calibration.Estimate;
import dev.credence.report.MetricsJson;
import dev.credence.report.Provenance;
import java.util.List;
import java.util.Locale;

/** Every figure of the comparison of methods, for machines. */
final class UncertaintyMetrics {
  private final MetricsJson json = new MetricsJson();
  private final UncertaintyScans scans;
  private final UncertaintyOptions options;

  private UncertaintyMetrics(UncertaintyScans scans) {
    this.scans = scans;
    this.options = scans.options();
  }

  static MetricsJson of(
      UncertaintyScans scans, BoostingComparison boosting, Provenance provenance) {
    UncertaintyMetrics metrics = new UncertaintyMetrics(scans);
    metrics.settings();
    for (Contender contender : Contender.values()) {
      metrics.noiseScan(contender);
      metrics.sizeScan(contender);
      metrics.widthScan(contender);
      metrics.calibration(contender);
    }
    metrics.boosting(boosting);
    return metrics.json.provenance(provenance);
  }

  private void settings() {
    json.setting("study", "uncertainties")
        .setting("options.process", options.process().commandName())
        .setting("options.inputs", options.inputs().name().toLowerCase(Locale.ROOT))
        .setting("options.points", options.points())
        .setting("options.calibration", options.calibration())
        .setting("options.repeats", options.repeats())
        .setting("options.steps", options.steps())
        .setting("options.test_points", options.testPoints())
        .setting("options.seed", options.seed())
        .series("options.noise", options.noise().stream().mapToDouble(x -> x).toArray());
  }

  private void noiseScan(Contender contender) {
    for (Repeated point : scans.noiseScan(contender)) {
      double noise = point.setting().noise();
      String key = "noise." + percent(noise) + "." + contender.key();
      figures(key, point);
      for (Figure figure : List.of(Figure.SIGMA_SYST, Figure.SIGMA_SYST_CORRECTED)) {
        figure(
            key + "." + figure.key() + "_of_expected", scans.ofExpected(contender, figure, noise));
      }
    }
  }

  private void sizeScan(Contender contender) {
    for (double noise : options.extremeNoises()) {
      for (Repeated point : scans.sizeScan(contender, noise)) {
        int size = point.setting().points();
        figures("size." + size + "_points." + percent(noise) + "." + contender.key(), point);
      }
    }
  }

  private void widthScan(Contender contender) {
    for (Repeated point : scans.widthScan(contender)) {
      figures("width." + point.setting().width() + "." + contender.key(), point);
    }
  }

  private void calibration(Contender contender) {
    Setting with = UncertaintyScans.calibration(options);
    Setting without = UncertaintyScans.noise(options, options.middleNoise());
    String key = "calibration." + contender.key();
    figures(key, scans.at(contender, with));
    figure(
        key + ".sigma_cal_recovered",
        scans.inQuadrature(contender, Figure.SIGMA_SYST, with, without));
  }

  private void boosting(BoostingComparison boosting) {
    for (BoostingComparison.Variant variant : BoostingComparison.Variant.values()) {
      for (BoostingComparison.Part part : BoostingComparison.Part.values()) {
        String key = "boosting." + variant.key() + "." + part.key();
        figure(key + ".delta_width", boosting.width(variant, part));
        if (variant != BoostingComparison.Variant.UNBOOSTED) {
          figure(key + ".of_unboosted", boosting.ratio(variant, part));
        }
      }
    }
  }

  private void figures(String key, Repeated point) {
    for (Figure figure : Figure.values()) {
      if (point.has(figure)) {
        figure(key + ".all." + figure.key(), point.figure(figure));
        figure(key + ".without_largest." + figure.key(), point.bulk(figure));
      }
    }
    figure(key + ".train.delta_width", point.deltaTrain());
    json.figure(key + ".training_seconds", point.seconds());
  }

  private void figure(String key, Estimate value) {
    json.figure(key, value.value(), value.standardError());
  }

  private static String percent(double noise) {
    String level = String.format(Locale.ROOT, "%.6f", 100 * noise).replaceAll("\\.?0+$", "");
    return level.replace('.', '_') + "_percent";
  }
}
