package dev.credence.inference;

/**
 * Figures of one epoch; both loss terms are always reported apart.
 *
 * @param epoch number from 1
 * @param negativeLogLikelihood mean over the epoch's batches and weight samples
 * @param kl KL divergence of the posterior from the prior, in nats, mean over the epoch
 * @param klTerm klWeight KL / n, what the loss contains of it
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
