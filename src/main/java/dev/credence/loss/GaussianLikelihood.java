package dev.credence.loss;

import dev.credence.autodiff.Tape;
import dev.credence.op.GaussianNll;
import dev.credence.op.Head;
import dev.credence.op.LossOp;
import dev.credence.posterior.ParameterBlock;
import dev.credence.tensor.Tensor;

/** Mean and log variance per target, the log variance clamped to the given range. */
public record GaussianLikelihood(double minLogVariance, double maxLogVariance)
    implements Likelihood {
  @Override
  public int outputs(int targets) {
    return 2 * targets;
  }

  @Override
  public int locationColumns(int targets) {
    return targets;
  }

  @Override
  public Head head(ParameterBlock parameters) {
    return new Head.Gaussian((float) minLogVariance, (float) maxLogVariance);
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
          return new GaussianNll(
              prediction,
              target,
              weight,
              (float) minLogVariance,
              (float) maxLogVariance,
              out.loss(),
              out.perExample(),
              out.gradient(),
              gradientScale);
        });
  }
}
