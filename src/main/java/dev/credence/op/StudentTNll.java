package dev.credence.op;

import dev.credence.tensor.Tensor;

/**
 * Student's t with fixed degrees of freedom nu, robust against outliers: l = sum_d (nu + 1) / 2
 * log(1 + (y - location)^2 / (nu exp(logVariance))) + logVariance / 2 + logGamma(nu / 2) -
 * logGamma((nu + 1) / 2) + log(nu pi) / 2. The prediction holds D locations, then D log squared
 * scales (clamped, with zero gradient outside).
 *
 * @param target (R, B, D)
 * @param degreesOfFreedom nu above 2, so that the variance exists
 */
public record StudentTNll(
    Tensor prediction,
    Tensor target,
    Tensor weight,
    float degreesOfFreedom,
    float minLogVariance,
    float maxLogVariance,
    Tensor loss,
    Tensor perExample,
    Tensor gradient,
    float gradientScale)
    implements LossOp {
  public StudentTNll {
    LossChecks.check(
        "studentTNll",
        2 * target.shape().columns(),
        prediction,
        target,
        weight,
        loss,
        perExample,
        gradient);
    if (!(degreesOfFreedom > 2)) {
      throw new IllegalArgumentException(
          "studentTNll: the degrees of freedom must be above 2, not " + degreesOfFreedom);
    }
  }
}
