package dev.credence.op;

import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * Homoscedastic Gaussian: l = sum_d (y - mean)^2 / (2 exp(logVariance)) + logVariance / 2 with one
 * log variance per target, fixed or learned. The prediction holds D means.
 *
 * @param target (R, B, D)
 * @param logVariance (R, 1, D)
 * @param logVarianceGradient as logVariance, or null where it is fixed
 */
public record MeanSquaredError(
    Tensor prediction,
    Tensor target,
    Tensor weight,
    Tensor logVariance,
    Tensor loss,
    Tensor perExample,
    Tensor gradient,
    float gradientScale,
    Gradient logVarianceGradient)
    implements LossOp {
  public MeanSquaredError {
    LossChecks.check(
        "meanSquaredError",
        target.shape().columns(),
        prediction,
        target,
        weight,
        loss,
        perExample,
        gradient);
    Checks.match(
        logVariance.shape().rows() == 1
            && logVariance.shape().columns() == target.shape().columns(),
        "meanSquaredError",
        logVariance,
        target);
    Checks.broadcasts("meanSquaredError", logVariance, prediction);
    Checks.gradient("meanSquaredError", logVarianceGradient, logVariance);
  }

  @Override
  public List<Tensor> inputs() {
    return Checks.tensors(prediction, target, weight, logVariance);
  }

  @Override
  public List<Tensor> outputs() {
    return Checks.tensors(loss, perExample, gradient, logVarianceGradient);
  }
}
