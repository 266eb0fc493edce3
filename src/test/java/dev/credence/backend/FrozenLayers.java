package dev.credence.backend;

import dev.credence.op.Activate;
import dev.credence.op.Activation;
import dev.credence.op.Dropout;
import dev.credence.op.MatMul;
import dev.credence.op.Noise;
import dev.credence.op.Op;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;

/**
 * A pass through layers with frozen weights.
 *
 * @param activation behind every layer but the last; null for none
 * @param biased whether layers add a bias, one for all replicas
 * @param dropout rate behind every layer but the last; 0 for none
 */
record FrozenLayers(
    int replicas, int rows, int[] widths, Activation activation, boolean biased, float dropout) {
  /** Operations and what they read and write: inputs[l] is what layer l multiplies. */
  record Built(
      List<Op> ops, List<Tensor> inputs, List<Tensor> weights, List<Tensor> biases, Tensor y) {}

  /** Any layer with so few columns may take its sums in another order. */
  boolean hasNarrowLayer() {
    return Arrays.stream(widths).skip(1).anyMatch(width -> width <= 8);
  }

  /** With normal numbers everywhere; {@code hidden} makes the tensors between layers. */
  Built build(BiFunction<String, Shape, Tensor> hidden, Arena arena) {
    Random random = new Random(5);
    Built built =
        new Built(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), null);
    Tensor h = filled(arena, "x", Shape.of(rows, widths[0]), random);
    for (int i = 1; i < widths.length; i++) {
      Tensor w = filled(arena, "w", new Shape(replicas, widths[i - 1], widths[i]), random);
      Tensor b = biased ? filled(arena, "b", Shape.of(1, widths[i]), random) : null;
      built.inputs.add(h);
      built.weights.add(w);
      built.biases.add(b);
      Shape shape = new Shape(replicas, rows, widths[i]);
      boolean last = i == widths.length - 1;
      Tensor z = last ? arena.allocate("z", shape) : hidden.apply("z", shape);
      built.ops.add(new MatMul(h, w, b, z));
      h = z;
      if (!last && activation != null) {
        h = hidden.apply("h", shape);
        built.ops.add(new Activate(activation, z, h));
      }
      if (!last && dropout > 0) {
        Tensor dropped = hidden.apply("dropped", shape);
        built.ops.add(new Dropout(h, dropout, true, new Noise.Stream(i), dropped));
        h = dropped;
      }
    }
    return new Built(built.ops, built.inputs, built.weights, built.biases, h);
  }

  /** The result, after two runs. */
  float[] outputs(Backend backend, BiFunction<String, Shape, Tensor> hidden, Arena arena) {
    Built built = build(hidden, arena);
    Program program = backend.compile(built.ops, new StepState(1));
    program.run();
    program.run();
    return built.y.toArray();
  }

  private static Tensor filled(Arena arena, String name, Shape shape, Random random) {
    float[] values = new float[(int) shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return arena.allocate(name, shape, values);
  }

  @Override
  public String toString() {
    return "%d replicas, %d rows, %s, %s, %s, dropout %s"
        .formatted(
            replicas,
            rows,
            Arrays.toString(widths),
            activation,
            biased ? "biased" : "without bias",
            dropout);
  }
}
