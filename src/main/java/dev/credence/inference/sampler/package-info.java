/**
 * Markov chains over the parameters of a deterministic network: several chains at once, as replicas
 * of one program.
 *
 * <pre>
 *   Energy              U = n mean NLL + prior energy, its gradient       (a recorded program)
 *     |
 *   Sampler             HamiltonianMonteCarlo   StochasticGradientHmc
 *     |                 AdamMcmc                StochasticGradientLangevin
 *     |--- GibbsUpdates    widths of priors and of the noise, given the parameters
 *     |--- HeldOutRows     predictions at rows that are followed
 *     v
 *   KeptDraws ---> FittedNetwork (a member a draw)        Convergence (R-hat, ESS, energies)
 * </pre>
 *
 * <p>The target is exp(-U / T) with temperature T, 1 for Bayes. Positions, momenta and gradients
 * stay on the device; the host reads a few numbers per chain to accept or reject. All noise is
 * addressed by (seed, stream, step, chain, element).
 */
package dev.credence.inference.sampler;
