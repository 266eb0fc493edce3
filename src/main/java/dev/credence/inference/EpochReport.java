package dev.credence.inference;

/**
 * Figures of one epoch; both loss terms are always reported apart.
 *
 * @param epoch number from 1
 * @param negativeLogLikelihood mean over the epoch's batches and weight samples
 * @param kl what the prior costs, in nats, mean over members and over the epoch: the KL divergence
 *     of a posterior from it, or the energy of weights that are numbers in it, with what repulsion
 *     between members costs
 * @param klTerm klWeight / n times that, what the loss contains of it
 * @param validation negative mean log predictive density on validation data, NaN without
 * @param learningRate rate of the epoch's last step
 */
public record EpochReport(
    int epoch,
    double negativeLogLikelihood,
    double kl,
    double klTerm,
    double validation,
    double learningRate) {
  /** The loss: both terms. */
  public double loss() {
    return negativeLogLikelihood + klTerm;
  }
}
