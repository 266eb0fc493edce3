package dev.credence.layer;

import dev.credence.op.MatMul;
import dev.credence.posterior.ParameterBlock;
import dev.credence.posterior.ParameterLayout;
import dev.credence.tensor.Tensor;

/** A deterministic dense layer. */
public record Dense(int outputs, boolean bias) implements Layer {
  public Dense {
    BayesianDense.checkWidth(outputs);
  }

  @Override
  public int outputs(int inputs) {
    return outputs;
  }

  @Override
  public void declare(ParameterLayout.Builder parameters, int index, int inputs) {
    parameters.declare(index + ".mu", inputs, outputs);
    if (bias) {
      parameters.declare(index + ".bias", 1, outputs);
    }
  }

  @Override
  public void initialize(ParameterBlock parameters, int index, long seed) {
    Tensor mu = parameters.get(index + ".mu");
    Initialization.normal(
        mu, 0, 1 / Math.sqrt(mu.shape().rows()), seed, Streams.of(index, Streams.INITIAL_MU));
  }

  @Override
  public Tensor record(Pass pass, int index, Tensor x) {
    Tensor b = bias ? pass.parameters().get(index + ".bias") : null;
    Tensor y = pass.activation(index + ".dense", x.shape().rows(), outputs);
    return pass.tape().record(new MatMul(x, pass.parameters().get(index + ".mu"), b, y));
  }
}
