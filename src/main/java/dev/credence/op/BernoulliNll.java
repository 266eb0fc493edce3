package dev.credence.op;

import dev.credence.tensor.Tensor;

/**
 * Independent yes/no targets from logits: l = sum_d log(1 + exp(-|a|)) + max(a, 0) - a y. Targets
 * in [0, 1].
 *
 * @param target (R, B, D)
 */
public record BernoulliNll(
    Tensor prediction,
    Tensor target,
    Tensor weight,
    Tensor loss,
    Tensor perExample,
    Tensor gradient,
    float gradientScale)
    implements LossOp {
  public BernoulliNll {
    LossChecks.check(
        "bernoulliNll",
        target.shape().columns(),
        prediction,
        target,
        weight,
        loss,
        perExample,
        gradient);
  }
}
