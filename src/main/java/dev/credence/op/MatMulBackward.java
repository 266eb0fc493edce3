package dev.credence.op;

import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * Gradients of {@link MatMul}: dx = dy w^T, dw = x^T dy, db = sum over rows of dy.
 *
 * @param x (R, B, K)
 * @param w (R, K, N)
 * @param dy (R, B, N)
 * @param dx as x, or null
 * @param dw as w, or null
 * @param db as the bias, or null
 */
public record MatMulBackward(Tensor x, Tensor w, Tensor dy, Gradient dx, Gradient dw, Gradient db)
    implements GradientOp {
  public MatMulBackward {
    Checks.product("matMulBackward", x, w, db == null ? null : db.tensor(), dy);
    Checks.gradient("matMulBackward", dx, x);
    Checks.gradient("matMulBackward", dw, w);
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(x, w, dy);
  }

  @Override
  public List<Tensor> outputs() {
    return Checks.tensors(dx, dw, db);
  }

  @Override
  public long flops() {
    long product = 2 * dy.shape().elements() * x.shape().columns();
    return (dx == null ? 0 : product) + (dw == null ? 0 : product);
  }
}
