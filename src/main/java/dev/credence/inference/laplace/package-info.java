/**
 * Laplace approximations of the weight posterior, and MacKay's evidence.
 *
 * <pre>
 *   MaximumPosterior with GaussianPenalty                         weights of the maximum a posteriori
 *            |
 *   CurvaturePass: Sensitivities (forward, backward programs)     layer inputs a, output gradients g
 *            |     OutputModel (Fisher matrix of the likelihood)
 *            v
 *   Curvature: diagonal, Kronecker (A x G), full                   H, without the prior
 *            |  + prior precisions alpha
 *            v
 *   WeightPosterior N(w, (H + alpha)^-1)  ->  draws, variances, Evidence  ->  new alpha, beta, again
 * </pre>
 *
 * <p>The curvature is the generalised Gauss-Newton matrix, which for these likelihoods equals the
 * Fisher matrix: H = sum_j w_j J_j^T F_j J_j, where J_j is the Jacobian of the outputs of example j
 * and F_j the Fisher matrix of its likelihood with respect to the outputs. With F_j = L L^T the
 * columns of L are sent backward, one replica each, so that no expectation is sampled.
 *
 * <p>Products of examples run as recorded programs on the backend; only matrices of the size of a
 * layer (or, for the full structure, of the network) are treated on the host, in float64.
 */
package dev.credence.inference.laplace;
