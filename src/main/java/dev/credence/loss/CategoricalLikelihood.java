package dev.credence.loss;

import dev.credence.autodiff.Tape;
import dev.credence.op.CategoricalNll;
import dev.credence.op.Head;
import dev.credence.op.LossOp;
import dev.credence.posterior.ParameterBlock;
import dev.credence.tensor.Tensor;

/** One logit per class; the target is the index of the class. */
public record CategoricalLikelihood() implements Likelihood {
  @Override
  public int outputs(int targets) {
    return targets;
  }

  @Override
  public int targetColumns(int targets) {
    return 1;
  }

  @Override
  public boolean isClassification() {
    return true;
  }

  @Override
  public Head head(ParameterBlock parameters) {
    return new Head.Categorical();
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
          return new CategoricalNll(
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
