package dev.credence.op;

import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * Closed form: sum of log(s / sigma) + (sigma^2 + (mu - m)^2) / (2 s^2) - 1/2 for the prior N(m,
 * s^2).
 *
 * @param mu (Q, K, N)
 * @param rho as mu
 * @param scale how sigma follows from rho
 * @param prior (Q, 1, 2): m and s, on the device so that they can be refitted between epochs
 * @param kl (Q, 1, 1)
 * @param dmu as mu, or null
 * @param drho as mu, or null
 */
public record GaussianKl(
    Tensor mu,
    Tensor rho,
    ScaleParameterization scale,
    Tensor prior,
    Tensor kl,
    Gradient dmu,
    Gradient drho)
    implements PenaltyOp {
  public GaussianKl {
    Checks.sameShape("gaussianKl", mu, rho);
    Checks.match(prior.shape().matrixElements() == 2, "gaussianKl", prior, mu);
    Checks.broadcasts("gaussianKl", prior, mu);
    Checks.match(kl.shape().equals(new Shape(mu.shape().replicas(), 1, 1)), "gaussianKl", kl, mu);
    Checks.gradient("gaussianKl", dmu, mu);
    Checks.gradient("gaussianKl", drho, rho);
  }

  @Override
  public Tensor value() {
    return kl;
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(mu, rho, prior);
  }

  @Override
  public List<Tensor> outputs() {
    return Checks.tensors(kl, dmu, drho);
  }

  @Override
  public long flops() {
    return 12 * mu.shape().elements();
  }
}
