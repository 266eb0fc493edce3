package dev.credence.op;

import dev.credence.tensor.Tensor;

/**
 * One of C classes from logits: l = log sum_c exp(a_c) - a_y. The target holds the class index.
 *
 * @param prediction (R, B, C)
 * @param target (R, B, 1), integers 0 to C - 1
 */
public record CategoricalNll(
    Tensor prediction,
    Tensor target,
    Tensor weight,
    Tensor loss,
    Tensor perExample,
    Tensor gradient,
    float gradientScale)
    implements LossOp {
  public CategoricalNll {
    LossChecks.check(
        "categoricalNll",
        prediction.shape().columns(),
        prediction,
        target,
        weight,
        loss,
        perExample,
        gradient);
    Checks.match(target.shape().columns() == 1, "categoricalNll", target, prediction);
  }
}
