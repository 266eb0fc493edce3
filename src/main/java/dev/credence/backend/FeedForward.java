package dev.credence.backend;

import dev.credence.op.Activate;
import dev.credence.op.Dropout;
import dev.credence.op.MatMul;
import dev.credence.op.Op;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Layers of a program whose activations nobody but the next layer sees: plain products, each with
 * the activation function and the dropout of a frozen sample that follow it, if any.
 *
 * @param layers at least two
 * @param operations how many operations of the program they are
 */
public record FeedForward(List<Layer> layers, int operations) {
  /** A product and what its result goes through, each null where it is absent. */
  public record Layer(MatMul product, Activate function, Dropout dropout) {
    Tensor result() {
      if (dropout != null) {
        return dropout.y();
      }
      return function == null ? product.y() : function.y();
    }
  }

  /**
   * The layers that begin with operation {@code first}, of more than so many rows; null where there
   * are none.
   */
  public static FeedForward at(List<Op> ops, int first, int rows) {
    List<Layer> layers = new ArrayList<>();
    int end = first;
    while (end < ops.size()
        && ops.get(end) instanceof MatMul product
        && product.y().shape().rows() > rows
        && continues(layers, product)) {
      end++;
      Layer layer = new Layer(product, null, null);
      if (next(ops, end, layer) instanceof Activate function && function.x() == layer.result()) {
        layer = new Layer(product, function, null);
        end++;
      }
      if (next(ops, end, layer) instanceof Dropout dropout
          && dropout.sharedByRows()
          && dropout.x() == layer.result()
          && dropout.y().shape().equals(dropout.x().shape())) {
        layer = new Layer(product, layer.function(), dropout);
        end++;
      }
      layers.add(layer);
    }
    return layers.size() < 2 ? null : new FeedForward(layers, end - first);
  }

  /** The next operation, if nobody else may read what the layer gives so far. */
  private static Op next(List<Op> ops, int end, Layer layer) {
    return end < ops.size() && layer.result().isTemporary() ? ops.get(end) : null;
  }

  private static boolean continues(List<Layer> layers, MatMul product) {
    if (layers.isEmpty()) {
      return true;
    }
    Tensor result = layers.get(layers.size() - 1).result();
    return product.x() == result
        && result.isTemporary()
        && product.y().shape().replicas() == result.shape().replicas();
  }

  /** Input of the first layer. */
  public Tensor x() {
    return layers.get(0).product().x();
  }

  /** All that lies between: temporary, and read by nobody else. */
  public List<Tensor> hidden() {
    List<Tensor> hidden = new ArrayList<>();
    for (Layer layer : layers) {
      hidden.add(layer.product().y());
      if (layer.function() != null) {
        hidden.add(layer.function().y());
      }
      if (layer.dropout() != null) {
        hidden.add(layer.dropout().y());
      }
    }
    hidden.remove(hidden.size() - 1);
    return hidden;
  }

  /** Result of the last layer. */
  public Tensor y() {
    return layers.get(layers.size() - 1).result();
  }
}
