package dev.credence.op;

import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * Gradients of {@link SampledMatMul}, with W = mu + sigma eps drawn again: dx = dy W^T, dmu = x^T
 * dy, drho = (x^T dy) eps sigma'(rho), db = sum over rows of dy.
 */
public record SampledMatMulBackward(
    Tensor x,
    Tensor mu,
    Tensor rho,
    ScaleParameterization scale,
    Noise eps,
    Tensor dy,
    Gradient dx,
    Gradient dmu,
    Gradient drho,
    Gradient db)
    implements GradientOp {
  public SampledMatMulBackward {
    Checks.product("sampledMatMulBackward", x, mu, db == null ? null : db.tensor(), dy);
    Checks.sameShape("sampledMatMulBackward", mu, rho);
    Checks.given("sampledMatMulBackward", eps, dy, mu.shape().rows(), mu.shape().columns());
    Checks.gradient("sampledMatMulBackward", dx, x);
    Checks.gradient("sampledMatMulBackward", dmu, mu);
    Checks.gradient("sampledMatMulBackward", drho, rho);
  }

  @Override
  public List<Tensor> inputs() {
    return Checks.tensors(x, mu, rho, dy, eps);
  }

  @Override
  public List<Tensor> outputs() {
    return Checks.tensors(dx, dmu, drho, db);
  }

  @Override
  public long flops() {
    long product = 2 * dy.shape().elements() * x.shape().columns();
    return (dx == null ? 0 : product) + (dmu == null && drho == null ? 0 : product);
  }
}
