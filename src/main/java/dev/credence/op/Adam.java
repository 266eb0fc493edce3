package dev.credence.op;

import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * Adam (Kingma and Ba 2015), bias-corrected; with a weight decay, AdamW (Loshchilov and Hutter
 * 2019): p -= learningRate (mHat / (sqrt(vHat) + epsilon) + weightDecay p). Learning rate and step
 * number (from 0) come from the step state.
 *
 * @param parameters (M, 1, P), updated
 * @param gradients as parameters
 * @param m first moments, as parameters, updated
 * @param v second moments, as parameters, updated
 */
public record Adam(
    Tensor parameters,
    Tensor gradients,
    Tensor m,
    Tensor v,
    float beta1,
    float beta2,
    float epsilon,
    float weightDecay)
    implements OptimizerOp {
  public Adam {
    Checks.sameShape("adam", parameters, gradients);
    Checks.sameShape("adam", parameters, m);
    Checks.sameShape("adam", parameters, v);
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(parameters, gradients, m, v);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(parameters, m, v);
  }

  @Override
  public long flops() {
    return 12 * parameters.shape().elements();
  }
}
