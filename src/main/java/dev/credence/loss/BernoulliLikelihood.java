package dev.credence.loss;

import dev.credence.autodiff.Tape;
import dev.credence.op.BernoulliNll;
import dev.credence.op.Head;
import dev.credence.op.LossOp;
import dev.credence.posterior.ParameterBlock;
import dev.credence.tensor.Tensor;

/** One logit per yes/no target. */
public record BernoulliLikelihood() implements Likelihood {
  @Override
  public int outputs(int targets) {
    return targets;
  }

  @Override
  public boolean isClassification() {
    return true;
  }

  @Override
  public Head head(ParameterBlock parameters) {
    return new Head.Bernoulli();
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
          return new BernoulliNll(
              prediction,
              target,
              weight,
              out.loss(),
              out.perExample(),
              out.gradient(),
              gradientScale);
        });
  }
}
