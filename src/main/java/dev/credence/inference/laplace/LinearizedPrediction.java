package dev.credence.inference.laplace;

/**
 * Outputs of the network linearised in its weights around the maximum a posteriori, f(x, w) + J(x)
 * (w' - w): Gaussians with the mean f(x, w) and the variance J Sigma J^T (MacKay 1992; Immer,
 * Korzepa and Bauer 2021).
 *
 * @param columns raw network outputs C
 * @param means f (n, C) row-major
 * @param variances diagonal of J Sigma J^T (n, C) row-major: the statistical variance
 */
public record LinearizedPrediction(int columns, double[] means, double[] variances) {}
