package dev.credence.backend.vector;

import dev.credence.op.Activate;
import dev.credence.op.MatMul;
import dev.credence.op.Op;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Layers of a program whose activations nobody but the next layer sees: plain products, each with
 * the activation function that follows it, if any.
 *
 * @param layers at least two
 * @param operations how many operations of the program they are
 */
record FeedForward(List<Layer> layers, int operations) {
  /** A product; {@code function} is null where its result is not activated. */
  record Layer(MatMul product, Activate function) {
    Tensor result() {
      return function == null ? product.y() : function.y();
    }
  }

  /** The layers that begin with operation {@code first}, or null where there are none. */
  static FeedForward at(List<Op> ops, int first) {
    List<Layer> layers = new ArrayList<>();
    int end = first;
    Tensor input = null;
    while (end < ops.size()
        && ops.get(end) instanceof MatMul product
        && product.y().shape().rows() > Lanes.TILE
        && (input == null || product.x() == input)) {
      end++;
      Activate function = null;
      if (end < ops.size()
          && product.y().isTemporary()
          && ops.get(end) instanceof Activate next
          && next.x() == product.y()) {
        function = next;
        end++;
      }
      Layer layer = new Layer(product, function);
      layers.add(layer);
      input = layer.result();
      if (!input.isTemporary() || input.shape().replicas() != first(layers).shape().replicas()) {
        break;
      }
    }
    return layers.size() < 2 ? null : new FeedForward(layers, end - first);
  }

  private static Tensor first(List<Layer> layers) {
    return layers.get(0).result();
  }

  /** Input of the first layer. */
  Tensor x() {
    return layers.get(0).product().x();
  }

  /** Result of the last layer. */
  Tensor y() {
    return layers.get(layers.size() - 1).result();
  }
}
