package dev.credence.bench;

import dev.credence.op.Moments;
import dev.credence.tensor.Shape;
import java.util.Map;

/** Mean and population variance over S weight samples of (B, C) numbers. */
public record MomentsWork(int samples, int rows, int columns) implements OpWork {
  @Override
  public Map<String, Values> inputs() {
    return Map.of("x", Values.random(1, new Shape(samples, rows, columns), 1, 1));
  }

  @Override
  public void record(Recording r) {
    Shape one = Shape.of(rows, columns);
    r.add(new Moments(r.input("x"), r.result("mean", one), r.result("variance", one)));
  }
}
