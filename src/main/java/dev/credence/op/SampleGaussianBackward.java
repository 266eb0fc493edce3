package dev.credence.op;

import dev.credence.tensor.Tensor;
import java.util.List;

/** Gradients of {@link SampleGaussian}: dmu = dw, drho = dw eps sigma'(rho). */
public record SampleGaussianBackward(
    Tensor rho, ScaleParameterization scale, Noise eps, Tensor dw, Gradient dmu, Gradient drho)
    implements GradientOp {
  public SampleGaussianBackward {
    Checks.sameMatrix("sampleGaussianBackward", rho, dw);
    Checks.broadcasts("sampleGaussianBackward", rho, dw);
    Checks.given("sampleGaussianBackward", eps, dw, dw.shape().rows(), dw.shape().columns());
    Checks.gradient("sampleGaussianBackward", dmu, rho);
    Checks.gradient("sampleGaussianBackward", drho, rho);
  }

  @Override
  public List<Tensor> inputs() {
    return Checks.tensors(rho, dw, eps);
  }

  @Override
  public List<Tensor> outputs() {
    return Checks.tensors(dmu, drho);
  }

  @Override
  public long flops() {
    return 4 * dw.shape().elements();
  }
}
