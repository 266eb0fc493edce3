package dev.credence.op;

import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * Sum of a b over the elements of each replica: kinetic energies, squared lengths, projections.
 *
 * @param a (M, K, N)
 * @param b as a; may be a
 * @param out (M, 1, 1)
 */
public record InnerProduct(Tensor a, Tensor b, Tensor out) implements OptimizerOp {
  public InnerProduct {
    Checks.sameShape("innerProduct", a, b);
    Checks.match(out.shape().equals(new Shape(a.shape().replicas(), 1, 1)), "innerProduct", out, a);
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(a, b);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(out);
  }

  @Override
  public long flops() {
    return 2 * a.shape().elements();
  }
}
