package dev.credence.bench;

import dev.credence.op.Adam;
import dev.credence.op.Sgd;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.Map;

/** One update of a block of parameters. */
public record OptimizerWork(Kind kind, int count) implements OpWork {
  /** The rule. */
  public enum Kind {
    ADAM,
    /** With momentum 0.9. */
    SGD
  }

  @Override
  public Map<String, Values> inputs() {
    Shape shape = Shape.of(1, count);
    Values v = Values.random(4, shape, 0, 0.01);
    for (int i = 0; i < count; i++) {
      v.numbers()[i] *= v.numbers()[i];
    }
    return Map.of(
        "parameters", Values.random(1, shape, 0, 1),
        "gradients", Values.random(2, shape, 0, 0.01),
        "m", Values.random(3, shape, 0, 0.01),
        "v", v);
  }

  @Override
  public void record(Recording r) {
    Tensor parameters = r.changed("parameters");
    Tensor gradients = r.input("gradients");
    Tensor m = r.changed("m");
    r.add(
        kind == Kind.ADAM
            ? new Adam(parameters, gradients, m, r.changed("v"), 0.9f, 0.999f, 1e-8f, 0)
            : new Sgd(parameters, gradients, m, 0.9f, 0));
  }
}
