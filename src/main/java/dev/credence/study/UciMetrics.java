package dev.credence.study;

import dev.credence.calibration.Estimate;
import dev.credence.report.MetricsJson;
import dev.credence.report.Provenance;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Every figure of the study on data sets with fixed splits, for machines. */
final class UciMetrics {
  private UciMetrics() {}

  static MetricsJson of(
      UciOptions options,
      List<SplitSummary> summaries,
      Optional<PublishedFigures> published,
      Provenance provenance) {
    MetricsJson json = new MetricsJson();
    json.setting("study", "uci")
        .setting("options.data", options.data().toString())
        .setting(
            "options.methods",
            options.methods().stream().map(Object::toString).collect(Collectors.joining(",")))
        .setting("options.splits", options.splits())
        .setting("options.seed", options.seed())
        .setting("options.quick", options.quick());
    for (SplitSummary s : summaries) {
      String key = "sets." + key(s.set()) + "." + key(s.method().toString());
      json.setting(key + ".splits", s.splits());
      json.setting(key + ".failed", s.failed());
      json.setting(key + ".warned", s.warned());
      if (s.splits() > 0) {
        figure(json, key + ".rmse", s.rmse());
        figure(json, key + ".mean_log_likelihood", s.meanLogLikelihood());
        figure(json, key + ".crps", s.crps());
        figure(json, key + ".coverage_68", s.coverage68());
        figure(json, key + ".coverage_95", s.coverage95());
        figure(json, key + ".seconds", s.seconds());
      }
    }
    published.ifPresent(
        figures ->
            summaries.stream()
                .map(SplitSummary::set)
                .distinct()
                .forEach(
                    set ->
                        figures
                            .of(set)
                            .forEach(
                                (name, cell) -> {
                                  String key = "published." + key(set) + "." + key(name);
                                  json.figure(key + ".rmse", cell.rmse());
                                  json.figure(
                                      key + ".mean_log_likelihood", cell.meanLogLikelihood());
                                })));
    return json.provenance(provenance);
  }

  /** A name without the dots that would nest objects. */
  private static String key(String name) {
    return name.replaceAll("[^A-Za-z0-9_-]+", "_");
  }

  private static void figure(MetricsJson json, String key, Estimate value) {
    if (Double.isFinite(value.standardError())) {
      json.figure(key, value.value(), value.standardError());
    } else {
      json.figure(key, value.value());
    }
  }
}
