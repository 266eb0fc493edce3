package dev.credence.inference;

import dev.credence.layer.BayesianDense;
import dev.credence.layer.Layer;
import dev.credence.layer.Network;
import dev.credence.posterior.ParameterBlock;
import dev.credence.posterior.ParameterLayout;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;

/** Starts a Bayesian network from a deterministic one (Krishnan et al. 2020). */
final class WarmStart {
  /** Below this fraction of the layer's mean |weight| a sigma would be stuck at zero. */
  private static final double SIGMA_FLOOR = 1e-2;

  private WarmStart() {}

  static void apply(
      Network network, ParameterBlock parameters, FittedNetwork source, double relativeSigma) {
    if (!(relativeSigma > 0)) {
      throw new IllegalArgumentException(
          "the relative sigma of a warm start must be positive, not " + relativeSigma);
    }
    ParameterLayout from = source.network().layout();
    for (int i = 0; i < network.layers().size(); i++) {
      copy(parameters, from, source, i + ".mu");
      copy(parameters, from, source, i + ".bias");
      Layer layer = network.layers().get(i);
      if (layer instanceof BayesianDense bayesian) {
        setSigma(bayesian, parameters.get(i + ".mu"), parameters.get(i + ".rho"), relativeSigma);
      }
    }
  }

  private static void copy(
      ParameterBlock parameters, ParameterLayout from, FittedNetwork source, String name) {
    if (!parameters.layout().has(name) || !from.has(name)) {
      return;
    }
    Tensor target = parameters.get(name);
    ParameterLayout.Slot slot = from.slot(name);
    Shape shape = target.shape();
    if (shape.rows() != slot.rows() || shape.columns() != slot.columns()) {
      throw new IllegalArgumentException(
          "warm start: %s does not match (%d, %d)".formatted(target, slot.rows(), slot.columns()));
    }
    int n = slot.rows() * slot.columns();
    float[] values = new float[n * shape.replicas()];
    for (int m = 0; m < shape.replicas(); m++) {
      int member = m % source.members();
      System.arraycopy(source.parameters(), member * from.size() + slot.start(), values, m * n, n);
    }
    target.write(values);
  }

  private static void setSigma(BayesianDense layer, Tensor mu, Tensor rho, double relativeSigma) {
    float[] weights = mu.toArray();
    double mean = 0;
    for (float w : weights) {
      mean += Math.abs(w) / weights.length;
    }
    float[] values = new float[weights.length];
    for (int i = 0; i < values.length; i++) {
      double magnitude = Math.max(Math.abs(weights[i]), Math.max(SIGMA_FLOOR * mean, 1e-6));
      values[i] = (float) layer.scale().rho(relativeSigma * magnitude);
    }
    rho.write(values);
  }
}
