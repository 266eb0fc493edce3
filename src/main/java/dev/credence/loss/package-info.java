/**
 * Likelihoods: what the outputs of a network mean, and the loss and predictive moments that follow.
 */
package dev.credence.loss;
