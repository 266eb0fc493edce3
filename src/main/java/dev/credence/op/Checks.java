package dev.credence.op;

import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Shape checks of operations: errors name the operation, both shapes and the backend. */
final class Checks {
  private Checks() {}

  static void match(boolean ok, String op, Tensor a, Tensor b) {
    if (!ok) {
      throw new IllegalArgumentException(
          "%s: %s does not match %s [%s]".formatted(op, a, b, a.device()));
    }
  }

  static void sameShape(String op, Tensor a, Tensor b) {
    match(a.shape().equals(b.shape()), op, a, b);
  }

  static void sameMatrix(String op, Tensor a, Tensor b) {
    match(
        a.shape().rows() == b.shape().rows() && a.shape().columns() == b.shape().columns(),
        op,
        a,
        b);
  }

  static void broadcasts(String op, Tensor operand, Tensor result) {
    match(operand.shape().broadcastsTo(result.shape().replicas()), op, operand, result);
  }

  /** Checks y = x w + b with an optional bias. */
  static void product(String op, Tensor x, Tensor w, Tensor b, Tensor y) {
    Shape xs = x.shape();
    Shape ws = w.shape();
    Shape ys = y.shape();
    match(xs.columns() == ws.rows(), op, x, w);
    match(ys.columns() == ws.columns(), op, y, w);
    match(ys.rows() == xs.rows(), op, y, x);
    broadcasts(op, x, y);
    broadcasts(op, w, y);
    if (b != null) {
      match(b.shape().rows() == 1 && b.shape().columns() == ys.columns(), op, b, y);
      broadcasts(op, b, y);
    }
  }

  static void gradient(String op, Gradient gradient, Tensor of) {
    if (gradient != null) {
      sameShape(op, gradient.tensor(), of);
    }
  }

  static void given(String op, Noise noise, Tensor like, int rows, int columns) {
    if (noise instanceof Noise.Given given) {
      Tensor v = given.values();
      match(v.shape().rows() == rows && v.shape().columns() == columns, op, v, like);
      broadcasts(op, v, like);
    }
  }

  /** A list of tensors without the absent ones; noise and gradients count as their tensors. */
  static List<Tensor> tensors(Object... candidates) {
    List<Tensor> present = new ArrayList<>(candidates.length);
    for (Object candidate : candidates) {
      if (candidate instanceof Tensor tensor) {
        present.add(tensor);
      } else if (candidate instanceof Noise.Given given) {
        present.add(given.values());
      } else if (candidate instanceof Gradient gradient) {
        present.add(gradient.tensor());
      }
    }
    return List.copyOf(present);
  }
}
