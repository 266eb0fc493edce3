package dev.credence.op;

import dev.credence.tensor.Tensor;

/**
 * Mixture density (Bishop 1994) for one target: l = -log sum_k softmax(logits)_k N(y; mean_k,
 * exp(logVariance_k)), by a stable log-sum-exp, log(2 pi) / 2 included. The prediction holds K
 * logits, K means, K log variances (clamped, with zero gradient outside).
 *
 * @param target (R, B, 1)
 */
public record GaussianMixtureNll(
    Tensor prediction,
    Tensor target,
    Tensor weight,
    int components,
    float minLogVariance,
    float maxLogVariance,
    Tensor loss,
    Tensor perExample,
    Tensor gradient,
    float gradientScale)
    implements LossOp {
  public GaussianMixtureNll {
    LossChecks.check(
        "gaussianMixtureNll",
        3 * components,
        prediction,
        target,
        weight,
        loss,
        perExample,
        gradient);
    Checks.match(target.shape().columns() == 1, "gaussianMixtureNll", target, prediction);
  }
}
