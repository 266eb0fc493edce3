package dev.credence.doctor;

import dev.credence.op.Gradient;
import dev.credence.op.Noise;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/** Tensors of one self-test case: the same numbers on every backend. */
final class SelfTensors {
  static final int REPLICAS = 3;
  static final int ROWS = 19;
  static final int INPUTS = 33;
  static final int OUTPUTS = 17;

  private final Arena arena;
  private final SplittableRandom random = new SplittableRandom(1);
  private int streams;

  SelfTensors(Arena arena) {
    this.arena = arena;
  }

  Tensor normal(String name, int replicas, int rows, int columns) {
    return filled(name, replicas, rows, columns, random::nextGaussian);
  }

  /** Numbers in [0, 1). */
  Tensor uniform(String name, int replicas, int rows, int columns) {
    return filled(name, replicas, rows, columns, random::nextDouble);
  }

  /** Whole numbers below the bound. */
  Tensor classes(String name, int bound) {
    return filled(name, REPLICAS, ROWS, 1, () -> random.nextInt(bound));
  }

  Tensor x() {
    return normal("x", REPLICAS, ROWS, INPUTS);
  }

  /** Weights shared by all replicas. */
  Tensor mu() {
    return normal("mu", 1, INPUTS, OUTPUTS);
  }

  Tensor rho() {
    return filled("rho", 1, INPUTS, OUTPUTS, () -> random.nextGaussian() - 1);
  }

  Tensor b() {
    return normal("b", 1, 1, OUTPUTS);
  }

  Tensor y(String name) {
    return output(name, REPLICAS, ROWS, OUTPUTS);
  }

  Tensor output(String name, int replicas, int rows, int columns) {
    return filled(name, replicas, rows, columns, () -> Double.NaN);
  }

  Gradient gradient(Tensor of) {
    Shape s = of.shape();
    Tensor tensor = output("d " + of.name(), s.replicas(), s.rows(), s.columns());
    return new Gradient(tensor, Gradient.Mode.OVERWRITE);
  }

  Noise stream() {
    return new Noise.Stream(++streams);
  }

  private Tensor filled(String name, int replicas, int rows, int columns, DoubleSupplier numbers) {
    Shape shape = new Shape(replicas, rows, columns);
    float[] values = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) numbers.getAsDouble();
    }
    return arena.allocate(name, shape, values);
  }
}
