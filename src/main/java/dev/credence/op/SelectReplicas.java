package dev.credence.op;

import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * Copies the source into the target for every replica whose mask is not 0 and leaves the others as
 * they are: what is kept of a proposal, chain by chain.
 *
 * @param mask (1 or M, 1, 1)
 * @param source (M, K, N)
 * @param target as source, updated
 */
public record SelectReplicas(Tensor mask, Tensor source, Tensor target) implements OptimizerOp {
  public SelectReplicas {
    Checks.sameShape("selectReplicas", source, target);
    Checks.match(
        mask.shape().equals(new Shape(mask.shape().replicas(), 1, 1)),
        "selectReplicas",
        mask,
        source);
    Checks.broadcasts("selectReplicas", mask, source);
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(mask, source, target);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(target);
  }

  @Override
  public long flops() {
    return 0;
  }
}
