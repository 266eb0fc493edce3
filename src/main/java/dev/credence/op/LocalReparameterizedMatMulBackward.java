package dev.credence.op;

import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * Gradients of {@link LocalReparameterizedMatMul}. With dv = dy eps / (2 sqrt(v)): dx = dy mu^T + 2
 * x (dv (sigma^2)^T), dmu = x^T dy, drho = 2 sigma sigma'(rho) ((x^2)^T dv), db = sum over rows of
 * dy.
 */
public record LocalReparameterizedMatMulBackward(
    Tensor x,
    Tensor mu,
    Tensor rho,
    ScaleParameterization scale,
    Noise eps,
    Tensor variance,
    Tensor dy,
    Gradient dx,
    Gradient dmu,
    Gradient drho,
    Gradient db)
    implements GradientOp {
  public LocalReparameterizedMatMulBackward {
    String op = "localReparameterizedMatMulBackward";
    Checks.product(op, x, mu, db == null ? null : db.tensor(), dy);
    Checks.sameShape(op, mu, rho);
    Checks.sameShape(op, variance, dy);
    Checks.given(op, eps, dy, dy.shape().rows(), dy.shape().columns());
    Checks.gradient(op, dx, x);
    Checks.gradient(op, dmu, mu);
    Checks.gradient(op, drho, rho);
  }

  @Override
  public List<Tensor> inputs() {
    return Checks.tensors(x, mu, rho, variance, dy, eps);
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
