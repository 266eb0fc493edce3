package dev.credence.backend.vector;

import dev.credence.backend.Backend;
import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.op.Gradient;
import dev.credence.op.Op;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** Operations with seeded operands that any backend can be asked to run. */
record OpExample(String name, Function<OpExample.Memory, List<Op>> ops) {
  /** A seeded supply of tensors of one backend. */
  static final class Memory {
    final Arena arena;
    final List<Tensor> tensors = new ArrayList<>();
    private final Random random = new Random(11);

    Memory(Arena arena) {
      this.arena = arena;
    }

    /** Normal numbers of the given spread about a centre. */
    Tensor normal(int replicas, int rows, int columns, double centre, double spread) {
      Shape shape = new Shape(replicas, rows, columns);
      float[] values = new float[Math.toIntExact(shape.elements())];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (centre + spread * random.nextGaussian());
      }
      return keep(arena.allocate("t" + tensors.size(), shape, values));
    }

    Tensor normal(int replicas, int rows, int columns) {
      return normal(replicas, rows, columns, 0, 1);
    }

    /** Whole numbers below the bound. */
    Tensor whole(int replicas, int rows, int columns, int bound) {
      Tensor tensor = normal(replicas, rows, columns);
      float[] values = tensor.toArray();
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextInt(bound);
      }
      tensor.write(values);
      return tensor;
    }

    /** NaN, so that a result nobody writes is seen. */
    Tensor result(int replicas, int rows, int columns) {
      return normal(replicas, rows, columns, Double.NaN, 0);
    }

    Gradient overwritten(Tensor of) {
      Shape s = of.shape();
      return new Gradient(result(s.replicas(), s.rows(), s.columns()), Gradient.Mode.OVERWRITE);
    }

    Gradient added(Tensor of) {
      Shape s = of.shape();
      return new Gradient(normal(s.replicas(), s.rows(), s.columns()), Gradient.Mode.ACCUMULATE);
    }

    private Tensor keep(Tensor tensor) {
      tensors.add(tensor);
      return tensor;
    }
  }

  /** Contents of all tensors after a few runs, by name and shape. */
  Map<String, float[]> run(Backend backend, int runs) {
    try (Arena arena = backend.newArena()) {
      Memory memory = new Memory(arena);
      StepState state = new StepState(7);
      state.learningRate(0.01f);
      state.klScale(0.1f);
      Program program = backend.compile(ops.apply(memory), state);
      for (int i = 0; i < runs; i++) {
        state.step(3 + i);
        state.firstReplica(2 * i);
        program.run();
      }
      Map<String, float[]> contents = new LinkedHashMap<>();
      for (Tensor tensor : memory.tensors) {
        contents.put(tensor.toString(), tensor.toArray());
      }
      return contents;
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
