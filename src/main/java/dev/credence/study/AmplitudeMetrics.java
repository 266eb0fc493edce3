package dev.credence.study;

import dev.credence.calibration.Estimate;
import dev.credence.calibration.Predictive;
import dev.credence.calibration.PullSummary;
import dev.credence.report.MetricsJson;
import dev.credence.report.Provenance;
import java.util.Locale;

/** Every figure of the amplitude study, for machines. */
final class AmplitudeMetrics {
  private AmplitudeMetrics() {}

  static MetricsJson of(
      AmplitudeOptions options, AmplitudeTraining main, NoiseScan scan, Provenance provenance) {
    MetricsJson json = new MetricsJson();
    json.setting("study", "amplitudes")
        .setting("options.process", options.process().commandName())
        .setting("options.inputs", options.inputs().name().toLowerCase(Locale.ROOT))
        .setting("options.points", options.points())
        .setting("options.noise", options.noise())
        .setting("options.estimator", options.estimator().name().toLowerCase(Locale.ROOT))
        .setting("options.epochs", options.epochs())
        .setting("options.seed", options.seed());
    training(json, "main", main, scan);
    for (AmplitudeTraining t : scan.trainings()) {
      String level = String.format(Locale.ROOT, "%g", 100 * t.noise()).replaceAll("\\.?0+$", "");
      training(json, "scan.noise_" + level.replace('.', '_') + "_percent", t, scan);
    }
    history(json, main);
    return json.provenance(provenance);
  }

  private static void training(MetricsJson json, String key, AmplitudeTraining t, NoiseScan scan) {
    HeldOut held = t.heldOut();
    json.figure(key + ".noise", t.noise());
    figure(json, key + ".mse_log_a", held.meanSquaredError());
    figure(json, key + ".sigma_stat", held.sigmaStat());
    figure(json, key + ".sigma_syst_raw", held.sigmaSyst());
    figure(json, key + ".sigma_syst_corrected", held.correctedSigmaSyst());
    figure(json, key + ".sigma_tot_delivered", held.deliveredSigmaTot());
    if (scan.hasBaseline()) {
      json.figure(key + ".sigma_syst_raw_expected", scan.expectedRaw(t.noise()));
      json.figure(key + ".sigma_syst_corrected_expected", scan.expectedCorrected(t.noise()));
    }
    json.figure(key + ".recalibration_factor", t.result().model().recalibration().factor(0));
    pulls(json, key + ".raw", held, held.raw());
    pulls(json, key + ".delivered", held, held.delivered());
    pull(
        json,
        key + ".pull_statistical",
        PullSummary.ofSamples(held.statisticalPulls(), held.samples()));
    pull(
        json,
        key + ".pull_weight_dependent",
        PullSummary.ofSamples(held.weightDependentPulls(), held.samples()));
    json.figure(key + ".training_seconds", t.seconds());
  }

  private static void pulls(MetricsJson json, String key, HeldOut held, Predictive prediction) {
    pull(json, key + ".pull_total", held.totalPull(prediction));
    pull(json, key + ".pull_systematic", PullSummary.of(held.systematicPulls(prediction)));
    figure(json, key + ".miscalibration_area", held.coverage(prediction).miscalibrationArea());
    held.metrics(prediction).toMap().forEach((name, v) -> figure(json, key + "." + name, v));
  }

  private static void pull(MetricsJson json, String key, PullSummary pull) {
    figure(json, key + ".mean", pull.mean());
    figure(json, key + ".width", pull.width());
    figure(json, key + ".robust_width", pull.robustWidth());
    figure(json, key + ".ks_distance", pull.ksDistance());
  }

  private static void history(MetricsJson json, AmplitudeTraining main) {
    var history = main.result().history();
    json.series(
        "history.negative_log_likelihood",
        history.stream().mapToDouble(e -> e.negativeLogLikelihood()).toArray());
    json.series("history.kl", history.stream().mapToDouble(e -> e.kl()).toArray());
    json.series("history.kl_term", history.stream().mapToDouble(e -> e.klTerm()).toArray());
    json.series("history.validation", history.stream().mapToDouble(e -> e.validation()).toArray());
  }

  private static void figure(MetricsJson json, String key, Estimate value) {
    if (Double.isFinite(value.standardError())) {
      json.figure(key, value.value(), value.standardError());
    } else {
      json.figure(key, value.value());
    }
  }
}
