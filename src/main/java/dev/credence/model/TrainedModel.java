package dev.credence.model;

import dev.credence.backend.Backend;
import dev.credence.data.Standardizer;
import dev.credence.inference.FittedNetwork;
import dev.credence.predict.Prediction;
import dev.credence.predict.Predictor;
import dev.credence.predict.Recalibration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that prediction needs, and where it came from. Immutable.
 *
 * @param network structure and posterior
 * @param features names of the input columns, in order
 * @param targets names of the target columns, in order; one for a classification
 * @param classes class labels in index order; empty for a regression
 * @param inputs standardisation of the inputs, fitted on training rows
 * @param outputs standardisation of the targets; null for a classification
 * @param recalibration factors on the total error bars; null for a classification
 * @param samples weight samples of each ensemble member in a prediction
 * @param provenance how the model was made: command, seed, versions, date
 * @param metrics figures worth keeping, by name
 */
public record TrainedModel(
    FittedNetwork network,
    List<String> features,
    List<String> targets,
    List<String> classes,
    Standardizer inputs,
    Standardizer outputs,
    Recalibration recalibration,
    int samples,
    Map<String, String> provenance,
    Map<String, Double> metrics) {
  /** Most weight samples of a member that a model may ask for. */
  static final int MOST_SAMPLES = 100_000;

  public TrainedModel {
    features = List.copyOf(features);
    targets = List.copyOf(targets);
    classes = List.copyOf(classes);
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    check(features.size() == network.network().inputs(), "feature names do not match its inputs");
    check(inputs.columns() == features.size(), "input standardisation does not match its inputs");
    check(samples >= 1 && samples <= MOST_SAMPLES, "number of samples is out of range");
    int wanted = network.network().targets();
    if (network.network().likelihood().isClassification()) {
      check(outputs == null && recalibration == null, "classes cannot be standardised");
      check(targets.size() == 1 || targets.size() == wanted, "target names do not match");
      int most = wanted == 1 ? 2 : wanted;
      check(classes.size() == most, "class labels do not match its outputs");
    } else {
      check(targets.size() == wanted, "target names do not match its targets");
      check(classes.isEmpty(), "regression has class labels");
      check(
          outputs != null && outputs.columns() == wanted, "target standardisation does not match");
      check(
          recalibration != null && recalibration.targets() == wanted,
          "recalibration does not match its targets");
    }
  }

  /** Whether the target is a class. */
  public boolean isClassification() {
    return !classes.isEmpty();
  }

  /** A predictor of raw inputs; the caller closes it, before the backend. */
  public Predictor predictor(Backend backend) {
    Predictor.Builder builder =
        Predictor.builder(network, backend)
            .names(features)
            .inputs(inputs.means(), inputs.scales())
            .samples(samples);
    if (!isClassification()) {
      builder.targets(outputs.means(), outputs.scales()).recalibration(recalibration);
    }
    return builder.build();
  }

  /** The same model with other recalibration factors. */
  public TrainedModel withRecalibration(Recalibration other) {
    return new TrainedModel(
        network, features, targets, classes, inputs, outputs, other, samples, provenance, metrics);
  }

  /** The same model with other figures. */
  public TrainedModel withMetrics(Map<String, Double> other) {
    return new TrainedModel(
        network,
        features,
        targets,
        classes,
        inputs,
        outputs,
        recalibration,
        samples,
        provenance,
        other);
  }

  /** Predicts rows (n, K) once; for repeated calls keep a {@link #predictor}. */
  public Prediction predict(double[] rows, Backend backend) {
    try (Predictor predictor = predictor(backend)) {
      return predictor.predict(rows);
    }
  }

  private static void check(boolean ok, String problem) {
    if (!ok) {
      throw new IllegalArgumentException("the model's " + problem);
    }
  }
}
