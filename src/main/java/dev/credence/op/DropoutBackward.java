package dev.credence.op;

import dev.credence.tensor.Tensor;
import java.util.List;

/** Gradient of {@link Dropout}, mask drawn again: dx = dy mask / (1 - rate). */
public record DropoutBackward(float rate, boolean sharedByRows, Noise mask, Tensor dy, Gradient dx)
    implements GradientOp {
  public DropoutBackward {
    if (dx != null) {
      Checks.sameMatrix("dropoutBackward", dx.tensor(), dy);
      Checks.broadcasts("dropoutBackward", dx.tensor(), dy);
    }
    int maskRows = sharedByRows ? 1 : dy.shape().rows();
    Checks.given("dropoutBackward", mask, dy, maskRows, dy.shape().columns());
  }

  @Override
  public List<Tensor> inputs() {
    return Checks.tensors(dy, mask);
  }

  @Override
  public List<Tensor> outputs() {
    return Checks.tensors(dx);
  }

  @Override
  public long flops() {
    return dy.shape().elements();
  }
}
