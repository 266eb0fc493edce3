package dev.credence.inference.laplace;

import java.util.ArrayList;
import java.util.List;

/**
 * MacKay's evidence (1992) at the maximum a posteriori w of a network: the probability of the data
 * with the weights integrated out in the Gaussian approximation,
 *
 * <pre>log p(D | w) + sum_l [P_l log alpha_l / 2 - alpha_l E_l] - log det(H + alpha) / 2</pre>
 *
 * <p>exact for linear models with Gaussian noise. The factor of the weight symmetries of hidden
 * layers is left out. Noise counts as known.
 *
 * @param logEvidence in nats, of the targets as the network sees them
 * @param logLikelihood log p(D | w)
 * @param layers what each dense layer contributes
 * @param noisePrecisions beta for each target of a homoscedastic likelihood; else empty
 */
public record Evidence(
    double logEvidence, double logLikelihood, List<Layer> layers, List<Double> noisePrecisions) {
  /**
   * One dense layer.
   *
   * @param index place in the network
   * @param weights number of weights and biases P_l
   * @param alpha prior precision
   * @param gamma effective number of parameters, between 0 and P_l
   * @param energy E_l: half the sum of squared weights
   */
  public record Layer(int index, int weights, double alpha, double gamma, double energy) {}

  public Evidence {
    layers = List.copyOf(layers);
    noisePrecisions = List.copyOf(noisePrecisions);
  }

  /** Number of weights and biases P. */
  public int parameters() {
    return layers.stream().mapToInt(Layer::weights).sum();
  }

  /** Effective number of parameters gamma: how many directions the data determine. */
  public double effectiveParameters() {
    return layers.stream().mapToDouble(Layer::gamma).sum();
  }

  /**
   * Evaluates the evidence.
   *
   * @param weights weight vector of the maximum a posteriori
   * @param alpha prior precision of each layer
   * @param logVariances of a homoscedastic likelihood, else empty
   */
  static Evidence of(
      CurvaturePass pass,
      WeightPosterior posterior,
      double[] weights,
      double[] alpha,
      double[] logVariances) {
    double[] gamma = posterior.effectiveParameters();
    double log = pass.logLikelihood() - posterior.logPrecisionDeterminant() / 2;
    List<Layer> layers = new ArrayList<>();
    for (int l = 0; l < alpha.length; l++) {
      WeightLayer layer = pass.layers().get(l);
      double energy = 0;
      for (int i = layer.start(); i < layer.end(); i++) {
        energy += weights[i] * weights[i] / 2;
      }
      log += layer.size() * Math.log(alpha[l]) / 2 - alpha[l] * energy;
      layers.add(new Layer(layer.index(), layer.size(), alpha[l], gamma[l], energy));
    }
    List<Double> beta = new ArrayList<>();
    for (double logVariance : logVariances) {
      beta.add(Math.exp(-logVariance));
    }
    return new Evidence(log, pass.logLikelihood(), layers, beta);
  }
}
