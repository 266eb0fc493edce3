package dev.credence.doctor;

import dev.credence.backend.Backend;
import dev.credence.backend.StepState;
import dev.credence.op.Gradient;
import dev.credence.op.Noise;
import dev.credence.op.Op;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.List;
import java.util.Locale;

/** One case on one backend: makes tensors, runs operations, compares what they give. */
final class GoldenRun implements AutoCloseable {
  /** Unit roundoff of float32. */
  private static final double ROUNDOFF = 0x1p-24;

  /** Roundoffs for elementary functions, their arguments, and what stands around a sum. */
  private static final int SLACK = 32;

  final StepState state = new StepState(0);
  private final Backend backend;
  private final Arena arena;
  private double worst;
  private String message = "";

  GoldenRun(Backend backend) {
    this.backend = backend;
    this.arena = backend.newArena();
  }

  /** A matrix, or one row. */
  Tensor tensor(String name, GoldenArray array) {
    return tensor(name, array.rows(), array.columns(), array.data());
  }

  Tensor tensor(String name, int rows, int columns, double[] data) {
    return tensor(name, Shape.of(rows, columns), data);
  }

  /** A tensor with replicas, from numbers in that order. */
  Tensor tensor(String name, Shape shape, double[] data) {
    if (data.length != shape.elements()) {
      throw new IllegalArgumentException(
          "%s has %d numbers, not %d".formatted(name, data.length, shape.elements()));
    }
    float[] values = new float[data.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) data[i];
    }
    return arena.allocate(name, shape, values);
  }

  /** A tensor of zeros. */
  Tensor zeros(String name, int rows, int columns) {
    return arena.allocate(name, Shape.of(rows, columns));
  }

  Tensor zeros(String name, Shape shape) {
    return arena.allocate(name, shape);
  }

  Gradient gradient(Tensor of) {
    return new Gradient(arena.allocate("d " + of.name(), of.shape()), Gradient.Mode.OVERWRITE);
  }

  Noise.Given given(String name, GoldenArray array) {
    return new Noise.Given(tensor(name, array));
  }

  void run(Op... ops) {
    backend.compile(List.of(ops), state).run();
  }

  /**
   * Compares a tensor.
   *
   * @param expected reference numbers
   * @param magnitude sum of the magnitudes that go into each
   * @param terms how many of them
   */
  void check(Tensor actual, GoldenArray expected, double[] magnitude, int terms) {
    check(actual.name(), actual.toArray(), expected.data(), magnitude, terms);
  }

  void check(String what, float[] actual, double[] expected, double[] magnitude, int terms) {
    if (actual.length != expected.length || actual.length != magnitude.length) {
      fail("%s has %d elements, the reference %d".formatted(what, actual.length, expected.length));
      return;
    }
    for (int i = 0; i < actual.length; i++) {
      double bound = (terms + SLACK) * ROUNDOFF * magnitude[i] + Float.MIN_NORMAL;
      double ratio = Math.abs(actual[i] - expected[i]) / bound;
      if (Double.isNaN(ratio)) {
        ratio = Double.POSITIVE_INFINITY;
      }
      if (ratio > worst) {
        worst = ratio;
        if (ratio > 1) {
          message =
              String.format(
                  Locale.ROOT,
                  "%s[%d] is %s, the reference %s, the bound %.2g",
                  what,
                  i,
                  actual[i],
                  expected[i],
                  bound);
        }
      }
    }
  }

  /** Says what the operations do not compute. */
  void note(String sentence) {
    if (message.isEmpty()) {
      message = sentence;
    }
  }

  private void fail(String sentence) {
    worst = Double.POSITIVE_INFINITY;
    message = sentence;
  }

  OpResult result(String op, String name) {
    OpResult.Status status = worst <= 1 ? OpResult.Status.OK : OpResult.Status.FAILED;
    return new OpResult(op, name, backend.name(), worst, status, message);
  }

  @Override
  public void close() {
    arena.close();
  }
}
