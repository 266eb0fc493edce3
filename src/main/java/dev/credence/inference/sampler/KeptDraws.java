package dev.credence.inference.sampler;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** States kept of all chains, and the quantities that diagnostics look at. */
final class KeptDraws {
  private final int chains;
  private final List<float[]> parameters = new ArrayList<>();
  private final Map<String, List<float[]>> priors = new LinkedHashMap<>();
  private final List<double[]> potentials = new ArrayList<>();
  private final List<double[]> predictions = new ArrayList<>();

  KeptDraws(int chains) {
    this.chains = chains;
  }

  /**
   * Keeps one state of every chain.
   *
   * @param theta parameters (M, P)
   * @param widths mean and width of every prior (M, 2) by name
   * @param potential energies (M)
   * @param predicted predictions at the followed rows (M, F)
   */
  void keep(float[] theta, Map<String, float[]> widths, double[] potential, double[] predicted) {
    parameters.add(theta);
    widths.forEach((name, v) -> priors.computeIfAbsent(name, n -> new ArrayList<>()).add(v));
    potentials.add(potential);
    predictions.add(predicted);
  }

  /** States kept of each chain. */
  int size() {
    return parameters.size();
  }

  /** All parameters, the draws of one chain after another (M draws, P). */
  float[] byChain() {
    return byChain(parameters);
  }

  /** Means and widths of all priors in the same order. */
  Map<String, float[]> priorsByChain() {
    Map<String, float[]> result = new LinkedHashMap<>();
    priors.forEach((name, values) -> result.put(name, byChain(values)));
    return result;
  }

  private float[] byChain(List<float[]> draws) {
    int n = draws.get(0).length / chains;
    float[] all = new float[draws.size() * draws.get(0).length];
    for (int d = 0; d < draws.size(); d++) {
      for (int c = 0; c < chains; c++) {
        System.arraycopy(draws.get(d), c * n, all, (c * draws.size() + d) * n, n);
      }
    }
    return all;
  }

  /** Energies (chains, draws). */
  double[][] potentials() {
    return series(potentials, 0, 1);
  }

  /** Predictions at one of the followed rows (chains, draws). */
  double[][] predictions(int row) {
    return series(predictions, row, predictions.get(0).length / chains);
  }

  private double[][] series(List<double[]> values, int column, int columns) {
    double[][] series = new double[chains][values.size()];
    for (int d = 0; d < values.size(); d++) {
      for (int c = 0; c < chains; c++) {
        series[c][d] = values.get(d)[c * columns + column];
      }
    }
    return series;
  }

  void save(Map<String, float[]> floats, Map<String, double[]> doubles) {
    floats.put("draws", Flat.of(parameters));
    priors.forEach((name, values) -> floats.put("draws.prior." + name, Flat.of(values)));
    doubles.put("draws.potentials", Flat.ofDoubles(potentials));
    doubles.put("draws.predictions", Flat.ofDoubles(predictions));
  }

  void restore(Map<String, float[]> floats, Map<String, double[]> doubles, int size) {
    parameters.clear();
    parameters.addAll(Flat.split(floats.get("draws"), size));
    priors.clear();
    floats.forEach(
        (name, values) -> {
          if (name.startsWith("draws.prior.")) {
            priors.put(
                name.substring("draws.prior.".length()), new ArrayList<>(Flat.split(values, size)));
          }
        });
    potentials.clear();
    potentials.addAll(Flat.split(doubles.get("draws.potentials"), size));
    predictions.clear();
    predictions.addAll(Flat.split(doubles.get("draws.predictions"), size));
  }
}
