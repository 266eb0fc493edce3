/**
 * Fitting posteriors to data. {@link dev.credence.inference.VariationalInference} records one
 * training step as a program and replays it; everything that varies lies in the step state.
 *
 * <p>Loss of one step: the mean over the batch of the negative log-likelihood, averaged over the S
 * weight samples, plus klWeight KL / n, where n is the number of training examples.
 *
 * <p>{@link dev.credence.inference.Fit} is one run of any method; {@code laplace} holds the Laplace
 * approximation and the evidence.
 */
package dev.credence.inference;
