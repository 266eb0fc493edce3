package dev.credence.loss;

import dev.credence.autodiff.Tape;
import dev.credence.op.GaussianMixtureNll;
import dev.credence.op.Head;
import dev.credence.op.LossOp;
import dev.credence.posterior.ParameterBlock;
import dev.credence.tensor.Tensor;

/** A mixture of K Gaussians for one target. */
public record GaussianMixtureLikelihood(
    int components, double minLogVariance, double maxLogVariance) implements Likelihood {
  public GaussianMixtureLikelihood {
    if (components < 1) {
      throw new IllegalArgumentException("a mixture needs at least one component");
    }
  }

  @Override
  public int outputs(int targets) {
    return 3 * components;
  }

  @Override
  public Head head(ParameterBlock parameters) {
    return new Head.GaussianMixture(components, (float) minLogVariance, (float) maxLogVariance);
  }

  @Override
  public LossOp record(
      Tape tape,
      ParameterBlock parameters,
      Tensor prediction,
      Tensor target,
      Tensor weight,
      float gradientScale) {
    return tape.loss(
        gradients -> {
          LossTensors out = LossTensors.of(tape, gradients, prediction);
          return new GaussianMixtureNll(
              prediction,
              target,
              weight,
              components,
              (float) minLogVariance,
              (float) maxLogVariance,
              out.loss(),
              out.perExample(),
              out.gradient(),
              gradientScale);
        });
  }
}
