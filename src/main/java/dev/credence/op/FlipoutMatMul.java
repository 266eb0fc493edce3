package dev.credence.op;

import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * Flipout (Wen et al. 2018): y = x mu + ((x o signIn) (sigma(rho) eps)) o signOut + b. One
 * perturbation per replica, decorrelated between examples by independent signs.
 *
 * @param x (R, B, K)
 * @param mu (R, K, N)
 * @param rho as mu
 * @param b (R, 1, N) or null
 * @param scale how sigma follows from rho
 * @param eps standard normals (R, K, N), element k N + n
 * @param signIn signs +-1 (R, B, K), row b, column k
 * @param signOut signs +-1 (R, B, N), row b, column n
 * @param y (R, B, N)
 */
public record FlipoutMatMul(
    Tensor x,
    Tensor mu,
    Tensor rho,
    Tensor b,
    ScaleParameterization scale,
    Noise eps,
    Noise signIn,
    Noise signOut,
    Tensor y)
    implements DifferentiableOp {
  public FlipoutMatMul {
    Checks.product("flipoutMatMul", x, mu, b, y);
    Checks.sameShape("flipoutMatMul", mu, rho);
    Checks.given("flipoutMatMul", eps, y, mu.shape().rows(), mu.shape().columns());
    Checks.given("flipoutMatMul", signIn, y, x.shape().rows(), x.shape().columns());
    Checks.given("flipoutMatMul", signOut, y, y.shape().rows(), y.shape().columns());
  }

  @Override
  public List<Tensor> inputs() {
    return Checks.tensors(x, mu, rho, b, eps, signIn, signOut);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(y);
  }

  @Override
  public long flops() {
    return 4 * y.shape().elements() * x.shape().columns();
  }

  @Override
  public FlipoutMatMulBackward backward(Gradients gradients) {
    return new FlipoutMatMulBackward(
        x,
        mu,
        rho,
        scale,
        eps,
        signIn,
        signOut,
        gradients.of(y),
        gradients.claim(x),
        gradients.claim(mu),
        gradients.claim(rho),
        b == null ? null : gradients.claim(b));
  }
}
