package dev.credence.layer;

import dev.credence.op.Dropout;
import dev.credence.op.Noise;
import dev.credence.tensor.Tensor;

/** Bernoulli dropout as a variational layer, active in training and in prediction. */
public record DropoutLayer(double rate) implements Layer {
  public DropoutLayer {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("the dropout rate must be in [0, 1), not " + rate);
    }
  }

  @Override
  public int outputs(int inputs) {
    return inputs;
  }

  @Override
  public Tensor record(Pass pass, int index, Tensor x) {
    if (pass.mode() == Pass.Mode.MEAN || rate == 0) {
      return x;
    }
    boolean frozen = pass.mode() == Pass.Mode.FROZEN;
    int stream =
        frozen ? Streams.frozen(index, Streams.DROPOUT) : Streams.of(index, Streams.DROPOUT);
    Tensor y = pass.activation(index + ".dropout", x.shape().rows(), x.shape().columns());
    return pass.tape().record(new Dropout(x, (float) rate, frozen, new Noise.Stream(stream), y));
  }
}
