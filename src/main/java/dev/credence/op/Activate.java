package dev.credence.op;

import dev.credence.tensor.Tensor;
import java.util.List;

/** y = f(x), element by element; x and y have one shape. */
public record Activate(Activation function, Tensor x, Tensor y) implements DifferentiableOp {
  public Activate {
    Checks.sameShape("activate", x, y);
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(x);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(y);
  }

  @Override
  public long flops() {
    return x.shape().elements();
  }

  @Override
  public ActivateBackward backward(Gradients gradients) {
    return new ActivateBackward(function, x, gradients.of(y), gradients.claim(x));
  }
}
