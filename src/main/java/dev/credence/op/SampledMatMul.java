package dev.credence.op;

import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * Reparameterised product: y = x (mu + sigma(rho) eps) + b with one weight sample per replica for
 * the whole batch (Blundell et al. 2015).
 *
 * @param x (R, B, K)
 * @param mu (R, K, N)
 * @param rho as mu
 * @param b (R, 1, N) or null
 * @param scale how sigma follows from rho
 * @param eps standard normals (R, K, N), element k N + n
 * @param y (R, B, N)
 */
public record SampledMatMul(
    Tensor x, Tensor mu, Tensor rho, Tensor b, ScaleParameterization scale, Noise eps, Tensor y)
    implements DifferentiableOp {
  public SampledMatMul {
    Checks.product("sampledMatMul", x, mu, b, y);
    Checks.sameShape("sampledMatMul", mu, rho);
    Checks.given("sampledMatMul", eps, y, mu.shape().rows(), mu.shape().columns());
  }

  @Override
  public List<Tensor> inputs() {
    return Checks.tensors(x, mu, rho, b, eps);
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
  public SampledMatMulBackward backward(Gradients gradients) {
    return new SampledMatMulBackward(
        x,
        mu,
        rho,
        scale,
        eps,
        gradients.of(y),
        gradients.claim(x),
        gradients.claim(mu),
        gradients.claim(rho),
        b == null ? null : gradients.claim(b));
  }
}
