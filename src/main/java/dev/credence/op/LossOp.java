package dev.credence.op;

import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * A negative log-likelihood with its gradient, in one pass.
 *
 * <p>loss[r] = 1/B sum_b weight_b l_b, where l_b sums over the targets of example b. The gradient
 * is that of {@link #gradientScale()} times the loss, so that a loss averaged over S weight samples
 * has scale 1/S.
 */
public sealed interface LossOp extends Op
    permits GaussianNll,
        MeanSquaredError,
        GaussianMixtureNll,
        StudentTNll,
        BernoulliNll,
        CategoricalNll {
  /** Network outputs (R, B, C). */
  Tensor prediction();

  /** Targets (R, B, D). */
  Tensor target();

  /** Example weights (R, B, 1), or null for 1. */
  Tensor weight();

  /** Weighted mean over the batch (R, 1, 1), written. */
  Tensor loss();

  /** Unweighted l_b (R, B, 1), written, or null. */
  Tensor perExample();

  /** Gradient with respect to the prediction, overwritten, or null. */
  Tensor gradient();

  /** Factor on the gradient. */
  float gradientScale();

  @Override
  default List<Tensor> inputs() {
    return Checks.tensors(prediction(), target(), weight());
  }

  @Override
  default List<Tensor> outputs() {
    return Checks.tensors(loss(), perExample(), gradient());
  }

  @Override
  default long flops() {
    return 8 * prediction().shape().elements();
  }
}
