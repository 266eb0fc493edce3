package dev.credence.inference;

import dev.credence.layer.BayesianDense;
import dev.credence.layer.Network;
import dev.credence.posterior.ParameterBlock;
import dev.credence.posterior.Prior;
import dev.credence.posterior.Priors;
import dev.credence.tensor.Tensor;

/**
 * Empirical Bayes for Gaussian priors that ask for it: the width that minimises the KL divergence
 * of a layer, width^2 = mean of sigma^2 + (mu - mean)^2.
 */
final class PriorCalibration {
  private PriorCalibration() {}

  static void refit(Network network, ParameterBlock parameters, Priors priors) {
    for (int i = 0; i < network.layers().size(); i++) {
      if (network.layers().get(i) instanceof BayesianDense layer
          && layer.prior() instanceof Prior.Gaussian prior
          && prior.calibrated()) {
        refit(layer, parameters, priors, i + ".mu", i + ".rho");
        refit(layer, parameters, priors, i + ".bias", i + ".biasRho");
      }
    }
  }

  private static void refit(
      BayesianDense layer, ParameterBlock parameters, Priors priors, String mu, String rho) {
    Tensor prior = priors.tensors().get(mu);
    if (prior == null || !parameters.layout().has(rho)) {
      return;
    }
    float[] values = prior.toArray();
    float[] means = parameters.get(mu).toArray();
    float[] rhos = parameters.get(rho).toArray();
    int members = prior.shape().replicas();
    int n = means.length / members;
    for (int m = 0; m < members; m++) {
      double sum = 0;
      for (int j = m * n; j < (m + 1) * n; j++) {
        double sigma = layer.scale().sigma(rhos[j]);
        double distance = means[j] - values[2 * m];
        sum += sigma * sigma + distance * distance;
      }
      values[2 * m + 1] = (float) Math.sqrt(sum / n);
    }
    prior.write(values);
  }
}
