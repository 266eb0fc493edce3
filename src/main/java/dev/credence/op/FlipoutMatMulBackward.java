package dev.credence.op;

import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * Gradients of {@link FlipoutMatMul}, noise drawn again: dx = dy mu^T + ((dy o signOut) (sigma
 * eps)^T) o signIn, dmu = x^T dy, drho = ((x o signIn)^T (dy o signOut)) eps sigma'(rho), db = sum
 * over rows of dy.
 */
public record FlipoutMatMulBackward(
    Tensor x,
    Tensor mu,
    Tensor rho,
    ScaleParameterization scale,
    Noise eps,
    Noise signIn,
    Noise signOut,
    Tensor dy,
    Gradient dx,
    Gradient dmu,
    Gradient drho,
    Gradient db)
    implements GradientOp {
  public FlipoutMatMulBackward {
    String op = "flipoutMatMulBackward";
    Checks.product(op, x, mu, db == null ? null : db.tensor(), dy);
    Checks.sameShape(op, mu, rho);
    Checks.given(op, eps, dy, mu.shape().rows(), mu.shape().columns());
    Checks.given(op, signIn, dy, x.shape().rows(), x.shape().columns());
    Checks.given(op, signOut, dy, dy.shape().rows(), dy.shape().columns());
    Checks.gradient(op, dx, x);
    Checks.gradient(op, dmu, mu);
    Checks.gradient(op, drho, rho);
  }

  @Override
  public List<Tensor> inputs() {
    return Checks.tensors(x, mu, rho, dy, eps, signIn, signOut);
  }

  @Override
  public List<Tensor> outputs() {
    return Checks.tensors(dx, dmu, drho, db);
  }

  @Override
  public long flops() {
    long product = 2 * dy.shape().elements() * x.shape().columns();
    return (dx == null ? 0 : 2 * product)
        + (dmu == null ? 0 : product)
        + (drho == null ? 0 : product);
  }
}
