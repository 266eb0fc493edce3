package dev.credence.op;

import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * Negative log density of independent Gaussian priors without their constants: the sum of precision
 * (theta - mean)^2 / 2. Elements of precision 0 have a flat prior.
 *
 * @param parameters (M, 1, P)
 * @param mean (1 or M, 1, P)
 * @param precision 1 / s^2, (1 or M, 1, P)
 * @param energy (M, 1, 1)
 * @param gradient as parameters, or null
 */
public record GaussianPrior(
    Tensor parameters, Tensor mean, Tensor precision, Tensor energy, Gradient gradient)
    implements PenaltyOp {
  public GaussianPrior {
    Checks.sameMatrix("gaussianPrior", mean, parameters);
    Checks.broadcasts("gaussianPrior", mean, parameters);
    Checks.sameMatrix("gaussianPrior", precision, parameters);
    Checks.broadcasts("gaussianPrior", precision, parameters);
    Checks.match(
        energy.shape().equals(new Shape(parameters.shape().replicas(), 1, 1)),
        "gaussianPrior",
        energy,
        parameters);
    Checks.gradient("gaussianPrior", gradient, parameters);
  }

  @Override
  public Tensor value() {
    return energy;
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(parameters, mean, precision);
  }

  @Override
  public List<Tensor> outputs() {
    return Checks.tensors(energy, gradient);
  }

  @Override
  public long flops() {
    return 6 * parameters.shape().elements();
  }
}
