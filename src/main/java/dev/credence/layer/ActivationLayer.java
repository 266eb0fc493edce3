package dev.credence.layer;

import dev.credence.op.Activate;
import dev.credence.op.Activation;
import dev.credence.tensor.Tensor;

/** An elementwise function. */
public record ActivationLayer(Activation function) implements Layer {
  @Override
  public int outputs(int inputs) {
    return inputs;
  }

  @Override
  public Tensor record(Pass pass, int index, Tensor x) {
    Tensor y = pass.activation(index + "." + function, x.shape());
    return pass.tape().record(new Activate(function, x, y));
  }
}
