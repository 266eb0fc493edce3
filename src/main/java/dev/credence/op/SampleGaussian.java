package dev.credence.op;

import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * One addressable sample of a Gaussian parameter per replica: w = mu + sigma(rho) eps.
 *
 * @param mu (R, K, N)
 * @param rho as mu
 * @param scale how sigma follows from rho
 * @param eps standard normals (R, K, N), element k N + n
 * @param w (R, K, N)
 */
public record SampleGaussian(
    Tensor mu, Tensor rho, ScaleParameterization scale, Noise eps, Tensor w)
    implements DifferentiableOp {
  public SampleGaussian {
    Checks.sameShape("sampleGaussian", mu, rho);
    Checks.sameMatrix("sampleGaussian", mu, w);
    Checks.broadcasts("sampleGaussian", mu, w);
    Checks.given("sampleGaussian", eps, w, w.shape().rows(), w.shape().columns());
  }

  @Override
  public List<Tensor> inputs() {
    return Checks.tensors(mu, rho, eps);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(w);
  }

  @Override
  public long flops() {
    return 2 * w.shape().elements();
  }

  @Override
  public SampleGaussianBackward backward(Gradients gradients) {
    return new SampleGaussianBackward(
        rho, scale, eps, gradients.of(w), gradients.claim(mu), gradients.claim(rho));
  }
}
