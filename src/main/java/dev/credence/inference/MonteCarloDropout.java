package dev.credence.inference;

import dev.credence.backend.Backend;
import dev.credence.layer.DropoutLayer;
import dev.credence.layer.Network;
import dev.credence.posterior.Prior;

/**
 * Monte Carlo dropout (Gal and Ghahramani 2016): the posterior of a weight w behind a mask is w /
 * (1 - p) with probability 1 - p, else zero. Minimises the mean negative log-likelihood under fresh
 * masks plus klWeight / n times the expected energy of the weights in their prior; predictions
 * average over masks, each of which is one weight sample and the same for every row.
 *
 * <p>The prior width s is one over their length scale l. Their relation between the weight decay
 * lambda of a homoscedastic loss sum (y - mean)^2 / (2 n) + lambda |w|^2, l and the model precision
 * tau = 1 / sigmaSyst^2 follows from dividing this objective by tau: tau = l^2 / (2 n lambda (1 -
 * p)) for weights that, as here, are scaled up by 1 / (1 - p) in training; with weights that are
 * scaled down in prediction, w' = w / (1 - p), it is their tau = (1 - p) l^2 / (2 n lambda). Here
 * tau is not set by hand: the likelihood learns sigmaSyst.
 */
public final class MonteCarloDropout extends GradientFit {
  /**
   * Prepares a run from fresh initial values.
   *
   * @param network deterministic layers, with dropout layers between them
   * @param prior Gaussian prior of every weight and bias
   * @param validationData rows whose loss is followed and that early stopping judges by, or null
   */
  public MonteCarloDropout(
      Network network,
      Prior prior,
      TrainingData data,
      TrainingData validationData,
      TrainingOptions options,
      Backend backend) {
    super(
        checked(network),
        data,
        validationData,
        options,
        new PointPrior(network, prior),
        null,
        backend);
  }

  private static Network checked(Network network) {
    PointWeights.require("mc-dropout", network);
    if (network.layers().stream().noneMatch(l -> l instanceof DropoutLayer)) {
      throw new IllegalArgumentException("mc-dropout needs a network with dropout layers");
    }
    return network;
  }
}
