package dev.credence.model;

import dev.credence.calibration.ClassificationMetrics;
import dev.credence.calibration.Estimate;
import dev.credence.calibration.Predictive;
import dev.credence.calibration.RegressionMetrics;
import dev.credence.predict.Prediction;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The figures of {@code credence evaluate} on validation rows, by target name. Those of a
 * recalibrated model are optimistic by the one factor that these rows fitted. Rows count by their
 * example weights; with weights, classifications have neither calibration error nor area under the
 * curve.
 *
 * @param raw before recalibration
 * @param calibrated after it; the same for a classification
 */
public record ValidationFigures(
    Map<String, Map<String, Estimate>> raw, Map<String, Map<String, Estimate>> calibrated) {
  public ValidationFigures {
    raw = Collections.unmodifiableMap(new LinkedHashMap<>(raw));
    calibrated = Collections.unmodifiableMap(new LinkedHashMap<>(calibrated));
  }

  /** The calibrated values, named target.figure. */
  public Map<String, Double> flat() {
    Map<String, Double> flat = new LinkedHashMap<>();
    calibrated.forEach(
        (target, figures) ->
            figures.forEach((name, v) -> flat.put("validation." + target + "." + name, v.value())));
    return flat;
  }

  static ValidationFigures of(TrainingSet rows, Prediction raw, Prediction calibrated) {
    return new ValidationFigures(figures(rows, raw), figures(rows, calibrated));
  }

  private static Map<String, Map<String, Estimate>> figures(TrainingSet rows, Prediction p) {
    Map<String, Map<String, Estimate>> byTarget = new LinkedHashMap<>();
    int targets = rows.targets().size();
    for (int t = 0; t < targets; t++) {
      double[] y = new double[rows.rows()];
      for (int i = 0; i < y.length; i++) {
        y[i] = rows.values()[i * targets + t];
      }
      byTarget.put(rows.targets().get(t), figures(p, t, y, rows.weights()));
    }
    return byTarget;
  }

  private static Map<String, Estimate> figures(
      Prediction p, int target, double[] y, double[] weights) {
    if (p.kind() == Prediction.Kind.REGRESSION) {
      Predictive own = p.predictive(target);
      return (weights == null
              ? RegressionMetrics.gaussian(own.mean(), own.sigmaTot(), y)
              : RegressionMetrics.gaussian(own.mean(), own.sigmaTot(), y, weights))
          .toMap();
    }
    int[] labels = new int[y.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (int) y[i];
    }
    return weights == null
        ? ClassificationMetrics.of(p.means(), p.columns(), labels).toMap()
        : ClassificationMetrics.weighted(p.means(), p.columns(), labels, weights);
  }
}
