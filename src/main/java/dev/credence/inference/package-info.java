/**
 * Fitting posteriors to data.
 *
 * <pre>
 *   Method --Fits--> Fit                                             one training run
 *                     +-- GradientFit                                one step recorded as a program, replayed
 *                          +-- VariationalInference                  Gaussian weights
 *                          +-- MonteCarloDropout                     numbers behind Bernoulli masks
 *                          +-- DeepEnsemble, RepulsiveEnsemble       numbers, several members
 *                          +-- MaximumPosterior                      numbers, the start of a Laplace approximation and of chains
 *                     +-- laplace.Laplace                            a Gaussian about the maximum, and the evidence
 *                     +-- sampler.Sampler                            Markov chains
 *                     +-- ChainsFromMaxima                           those with a Metropolis test
 * </pre>
 *
 * <p>Loss of one step: the mean over the batch of the negative log-likelihood, averaged over the S
 * weight samples, plus klWeight KL / n, where n is the number of training examples and KL is what
 * the prior costs. A method is one record in {@link dev.credence.inference.Method}, one run, and
 * its line in {@link dev.credence.inference.Fits}.
 */
package dev.credence.inference;
