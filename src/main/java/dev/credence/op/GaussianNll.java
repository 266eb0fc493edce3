package dev.credence.op;

import dev.credence.tensor.Tensor;

/**
 * Heteroscedastic Gaussian: l = sum_d (y - mean)^2 / (2 exp(logVariance)) + logVariance / 2, the
 * constant log(2 pi) / 2 left out. The prediction holds D means, then D log variances; these are
 * clamped, with zero gradient outside, so that one bad point cannot blow up a run.
 *
 * @param target (R, B, D)
 */
public record GaussianNll(
    Tensor prediction,
    Tensor target,
    Tensor weight,
    float minLogVariance,
    float maxLogVariance,
    Tensor loss,
    Tensor perExample,
    Tensor gradient,
    float gradientScale)
    implements LossOp {
  public GaussianNll {
    LossChecks.check(
        "gaussianNll",
        2 * target.shape().columns(),
        prediction,
        target,
        weight,
        loss,
        perExample,
        gradient);
  }
}
