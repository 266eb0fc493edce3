package dev.credence.op;

import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * Scales the gradients of a replica by maxNorm / norm where their Euclidean norm exceeds maxNorm
 * (Pascanu et al. 2013). A norm that is not finite leaves them as they are, to be reported.
 *
 * @param gradients (M, 1, P), updated
 * @param norm (M, 1, 1), written: the norm before clipping
 */
public record ClipGlobalNorm(Tensor gradients, float maxNorm, Tensor norm) implements OptimizerOp {
  public ClipGlobalNorm {
    Checks.match(
        norm.shape().equals(new Shape(gradients.shape().replicas(), 1, 1)),
        "clipGlobalNorm",
        norm,
        gradients);
    if (!(maxNorm > 0)) {
      throw new IllegalArgumentException(
          "clipGlobalNorm: the largest norm must be positive, not " + maxNorm);
    }
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(gradients);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(gradients, norm);
  }

  @Override
  public long flops() {
    return 3 * gradients.shape().elements();
  }
}
