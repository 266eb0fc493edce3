package dev.credence.op;

import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * Monte Carlo divergence from the scale-mixture prior pi N(0, s1^2) + (1 - pi) N(0, s2^2) (Blundell
 * et al. 2015). The entropy of the posterior is exact; the cross-entropy uses one weight sample w =
 * mu + sigma eps per replica of the result: kl[r] = sum of -log(sigma) - log(2 pi e) / 2 - log
 * p(w).
 *
 * @param mu (Q, K, N)
 * @param rho as mu
 * @param scale how sigma follows from rho
 * @param pi weight of the first component in (0, 1)
 * @param sigma1 width of the first component
 * @param sigma2 width of the second component
 * @param eps standard normals (R, K, N), element k N + n
 * @param kl (R, 1, 1); gradients are averaged over the R / Q samples of each posterior
 * @param dmu as mu, or null
 * @param drho as mu, or null
 */
public record ScaleMixtureKl(
    Tensor mu,
    Tensor rho,
    ScaleParameterization scale,
    float pi,
    float sigma1,
    float sigma2,
    Noise eps,
    Tensor kl,
    Gradient dmu,
    Gradient drho)
    implements PenaltyOp {
  public ScaleMixtureKl {
    Checks.sameShape("scaleMixtureKl", mu, rho);
    Checks.match(kl.shape().matrixElements() == 1, "scaleMixtureKl", kl, mu);
    Checks.broadcasts("scaleMixtureKl", mu, kl);
    Checks.given("scaleMixtureKl", eps, kl, mu.shape().rows(), mu.shape().columns());
    Checks.gradient("scaleMixtureKl", dmu, mu);
    Checks.gradient("scaleMixtureKl", drho, rho);
    if (!(pi > 0 && pi < 1 && sigma1 > 0 && sigma2 > 0)) {
      throw new IllegalArgumentException(
          "scaleMixtureKl: needs 0 < pi < 1 and positive widths, not pi %s, widths %s and %s"
              .formatted(pi, sigma1, sigma2));
    }
  }

  @Override
  public Tensor value() {
    return kl;
  }

  @Override
  public List<Tensor> inputs() {
    return Checks.tensors(mu, rho, eps);
  }

  @Override
  public List<Tensor> outputs() {
    return Checks.tensors(kl, dmu, drho);
  }

  @Override
  public long flops() {
    return 30 * kl.shape().replicas() * mu.shape().matrixElements();
  }
}
