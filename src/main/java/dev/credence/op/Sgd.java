package dev.credence.op;

import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * Stochastic gradient descent with momentum: velocity = momentum velocity + gradient + weightDecay
 * p; p -= learningRate velocity. The learning rate comes from the step state.
 *
 * @param parameters (M, 1, P), updated
 * @param gradients as parameters
 * @param velocity as parameters, updated
 */
public record Sgd(
    Tensor parameters, Tensor gradients, Tensor velocity, float momentum, float weightDecay)
    implements OptimizerOp {
  public Sgd {
    Checks.sameShape("sgd", parameters, gradients);
    Checks.sameShape("sgd", parameters, velocity);
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(parameters, gradients, velocity);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(parameters, velocity);
  }

  @Override
  public long flops() {
    return 5 * parameters.shape().elements();
  }
}
