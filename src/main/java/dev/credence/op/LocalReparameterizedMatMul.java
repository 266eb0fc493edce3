package dev.credence.op;

import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * Local reparameterisation (Kingma, Salimans, Welling 2015): y = x mu + b + sqrt(v) eps with the
 * pre-activation variance v = x^2 sigma(rho)^2 + {@value #VARIANCE_FLOOR}, eps drawn per output
 * element.
 *
 * @param x (R, B, K)
 * @param mu (R, K, N)
 * @param rho as mu
 * @param b (R, 1, N) or null
 * @param scale how sigma follows from rho
 * @param eps standard normals (R, B, N), element b N + n
 * @param variance (R, B, N), written: v, which the backward pass reads
 * @param y (R, B, N)
 */
public record LocalReparameterizedMatMul(
    Tensor x,
    Tensor mu,
    Tensor rho,
    Tensor b,
    ScaleParameterization scale,
    Noise eps,
    Tensor variance,
    Tensor y)
    implements DifferentiableOp {
  /** Keeps the square root differentiable where every input is zero. */
  public static final float VARIANCE_FLOOR = 1e-8f;

  public LocalReparameterizedMatMul {
    Checks.product("localReparameterizedMatMul", x, mu, b, y);
    Checks.sameShape("localReparameterizedMatMul", mu, rho);
    Checks.sameShape("localReparameterizedMatMul", variance, y);
    Checks.given("localReparameterizedMatMul", eps, y, y.shape().rows(), y.shape().columns());
  }

  @Override
  public List<Tensor> inputs() {
    return Checks.tensors(x, mu, rho, b, eps);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(variance, y);
  }

  @Override
  public long flops() {
    return 4 * y.shape().elements() * x.shape().columns();
  }

  @Override
  public LocalReparameterizedMatMulBackward backward(Gradients gradients) {
    return new LocalReparameterizedMatMulBackward(
        x,
        mu,
        rho,
        scale,
        eps,
        variance,
        gradients.of(y),
        gradients.claim(x),
        gradients.claim(mu),
        gradients.claim(rho),
        b == null ? null : gradients.claim(b));
  }
}
