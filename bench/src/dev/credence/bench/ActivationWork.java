package dev.credence.bench;

import dev.credence.op.Activate;
import dev.credence.op.ActivateBackward;
import dev.credence.op.Activation;
import dev.credence.op.Gradient;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.Map;

/** An activation function of (B, C) numbers. */
public record ActivationWork(Activation function, Pass pass, int rows, int columns)
    implements OpWork {
  @Override
  public Map<String, Values> inputs() {
    Shape shape = Shape.of(rows, columns);
    return Map.of("x", Values.random(1, shape, 0, 2), "dy", Values.random(2, shape, 0, 1));
  }

  @Override
  public void record(Recording r) {
    Tensor x = r.input("x");
    r.add(new Activate(function, x, r.result("y", x.shape())));
    if (pass == Pass.FORWARD_BACKWARD) {
      Gradient dx = new Gradient(r.result("dx", x.shape()), Gradient.Mode.OVERWRITE);
      r.add(new ActivateBackward(function, x, r.input("dy"), dx));
    }
  }
}
