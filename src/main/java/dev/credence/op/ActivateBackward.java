package dev.credence.op;

import dev.credence.tensor.Tensor;
import java.util.List;

/** Gradient of {@link Activate}: dx = dy f'(x). The kink at zero counts as the negative side. */
public record ActivateBackward(Activation function, Tensor x, Tensor dy, Gradient dx)
    implements GradientOp {
  public ActivateBackward {
    Checks.sameShape("activateBackward", x, dy);
    Checks.gradient("activateBackward", dx, x);
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(x, dy);
  }

  @Override
  public List<Tensor> outputs() {
    return Checks.tensors(dx);
  }

  @Override
  public long flops() {
    return 2 * x.shape().elements();
  }
}
