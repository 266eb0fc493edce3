package dev.credence.op;

import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * y = x w + b.
 *
 * @param x (R, B, K)
 * @param w (R, K, N)
 * @param b (R, 1, N) or null
 * @param y (R, B, N)
 */
public record MatMul(Tensor x, Tensor w, Tensor b, Tensor y) implements DifferentiableOp {
  public MatMul {
    Checks.product("matMul", x, w, b, y);
  }

  @Override
  public List<Tensor> inputs() {
    return Checks.tensors(x, w, b);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(y);
  }

  @Override
  public long flops() {
    return 2 * y.shape().elements() * x.shape().columns();
  }

  @Override
  public MatMulBackward backward(Gradients gradients) {
    return new MatMulBackward(
        x,
        w,
        gradients.of(y),
        gradients.claim(x),
        gradients.claim(w),
        b == null ? null : gradients.claim(b));
  }
}
