package dev.credence.op;

import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * Bernoulli dropout as a variational layer (Gal and Ghahramani 2016): y = x mask / (1 - rate).
 *
 * @param x (R, B, N)
 * @param rate probability in [0, 1) that an element is set to zero
 * @param sharedByRows one mask (R, 1, N) for all rows of a replica, a frozen sample of the network,
 *     instead of one per row
 * @param mask ones and zeros, (R, B, N) or (R, 1, N) if shared; drawn, an element is kept where its
 *     uniform is at least the rate
 * @param y as x
 */
public record Dropout(Tensor x, float rate, boolean sharedByRows, Noise mask, Tensor y)
    implements DifferentiableOp {
  public Dropout {
    Checks.sameMatrix("dropout", x, y);
    Checks.broadcasts("dropout", x, y);
    int maskRows = sharedByRows ? 1 : y.shape().rows();
    Checks.given("dropout", mask, y, maskRows, y.shape().columns());
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("dropout: the rate must be in [0, 1), not " + rate);
    }
  }

  @Override
  public List<Tensor> inputs() {
    return Checks.tensors(x, mask);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(y);
  }

  @Override
  public long flops() {
    return y.shape().elements();
  }

  @Override
  public DropoutBackward backward(Gradients gradients) {
    return new DropoutBackward(rate, sharedByRows, mask, gradients.of(y), gradients.claim(x));
  }
}
