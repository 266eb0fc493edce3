package dev.credence.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.backend.scalar.ScalarBackend;
import dev.credence.backend.vector.VectorBackend;
import dev.credence.op.Activate;
import dev.credence.op.Activation;
import dev.credence.op.Dropout;
import dev.credence.op.MatMul;
import dev.credence.op.Noise;
import dev.credence.op.Op;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Temporaries;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Layers whose activations need not be kept give the bits of layers whose activations are; of
 * narrow ones, whose sums the vector backend may take in another order, the same but for rounding.
 */
class TemporariesTest {
  private static final int REPLICAS = 3;
  private static final int[] ROWS = {1, 8, 9, 17, 33, 100, 257};
  private static final int[][] WIDTHS = {
    {20, 64, 64, 2},
    {1, 1, 1},
    {7, 33, 15, 40, 13},
    {7, 33, 5, 40, 3},
    {9, 48, 48, 48, 9},
    {3, 17, 70, 1}
  };

  /** What a network is run with. */
  private record Setting(
      int rows, int[] widths, Activation activation, boolean biased, float dropout) {
    boolean hasNarrowLayer() {
      return Arrays.stream(widths).skip(1).anyMatch(width -> width <= 8);
    }

    @Override
    public String toString() {
      return rows + " rows, " + Arrays.toString(widths) + ", " + activation;
    }
  }

  private static List<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    for (int[] widths : WIDTHS) {
      for (int rows : ROWS) {
        settings.add(new Setting(rows, widths, Activation.RELU, true, 0));
      }
      settings.add(new Setting(50, widths, Activation.GELU, false, 0.3f));
      settings.add(new Setting(50, widths, null, true, 0));
    }
    return settings;
  }

  private static float[] outputs(
      Setting setting, Backend backend, BiFunction<String, Shape, Tensor> hidden, Arena arena) {
    Random random = new Random(5);
    List<Op> ops = new ArrayList<>();
    int[] widths = setting.widths();
    Tensor h = filled(arena, "x", Shape.of(setting.rows(), widths[0]), random);
    for (int i = 1; i < widths.length; i++) {
      Tensor w = filled(arena, "w", new Shape(REPLICAS, widths[i - 1], widths[i]), random);
      // One bias for all replicas, as where it is deterministic.
      Tensor b = setting.biased() ? filled(arena, "b", Shape.of(1, widths[i]), random) : null;
      Shape shape = new Shape(REPLICAS, setting.rows(), widths[i]);
      boolean last = i == widths.length - 1;
      Tensor z = last ? arena.allocate("z", shape) : hidden.apply("z", shape);
      ops.add(new MatMul(h, w, b, z));
      h = z;
      if (!last && setting.activation() != null) {
        h = hidden.apply("h", shape);
        ops.add(new Activate(setting.activation(), z, h));
      }
      if (!last && setting.dropout() > 0) {
        Tensor dropped = hidden.apply("dropped", shape);
        ops.add(new Dropout(h, setting.dropout(), true, new Noise.Stream(i), dropped));
        h = dropped;
      }
    }
    Program program = backend.compile(ops, new StepState(1));
    program.run();
    program.run();
    return h.toArray();
  }

  private static Tensor filled(Arena arena, String name, Shape shape, Random random) {
    float[] values = new float[(int) shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return arena.allocate(name, shape, values);
  }

  /** The largest difference in units of the largest number. */
  private static double relativeDifference(float[] a, float[] b) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < a.length; i++) {
      difference = Math.max(difference, Math.abs((double) a[i] - b[i]));
      size = Math.max(size, Math.abs(b[i]));
    }
    return difference / size;
  }

  @TestFactory
  Stream<DynamicNode> temporariesChangeNoBit() {
    return Machines.each(
        backend -> {
          for (Setting setting : settings()) {
            try (Arena kept = backend.newArena();
                Arena arena = backend.newArena()) {
              Temporaries temporaries = new Temporaries(arena);
              float[] actual = outputs(setting, backend, temporaries::next, arena);
              float[] expected = outputs(setting, backend, kept::allocate, kept);
              if (setting.hasNarrowLayer()) {
                assertThat(relativeDifference(actual, expected))
                    .as(setting.toString())
                    .isLessThan(1e-5);
              } else {
                assertThat(actual).as(setting.toString()).isEqualTo(expected);
              }
            }
          }
        });
  }

  /** What the vector backend takes through all layers in its caches has no memory in the arena. */
  @Test
  void hiddenLayersTakeNoMemory() {
    Setting setting = new Setting(100, new int[] {9, 48, 48, 13}, Activation.RELU, true, 0.3f);
    try (Backend backend = new VectorBackend(1);
        Arena kept = backend.newArena();
        Arena arena = backend.newArena()) {
      outputs(setting, backend, kept::allocate, kept);
      outputs(setting, backend, new Temporaries(arena)::next, arena);
      // Two layers, each with the result of product, activation and dropout.
      long hidden = 2L * 3 * REPLICAS * 100 * 48 * Float.BYTES;
      assertThat(arena.bytes()).isEqualTo(kept.bytes() - hidden);
    }
  }

  @Test
  void memoryComesBackToTheFourthOfAShape() {
    try (Backend backend = new ScalarBackend();
        Arena arena = backend.newArena()) {
      Temporaries temporaries = new Temporaries(arena);
      Shape shape = Shape.of(4, 5);
      Tensor first = temporaries.next("first", shape);
      assertThat(arena.bytes()).isZero();
      first.write(new float[20]);
      assertThat(arena.bytes()).isEqualTo(80);
      assertThat(first.isTemporary()).isTrue();
      Tensor second = temporaries.next("second", shape);
      Tensor other = temporaries.next("of another shape", Shape.of(5, 4));
      Tensor third = temporaries.next("third", shape);
      Tensor fourth = temporaries.next("fourth", shape);
      assertThat(List.of(second.sharesMemory(first), third.sharesMemory(first)))
          .containsOnly(false);
      assertThat(other.sharesMemory(first)).isFalse();
      assertThat(fourth.sharesMemory(first)).isTrue();
    }
  }

  @Test
  void refusesAfterItsArenaWasClosed() {
    try (Backend backend = new ScalarBackend()) {
      Arena arena = backend.newArena();
      Temporaries temporaries = new Temporaries(arena);
      arena.close();
      assertThatThrownBy(() -> temporaries.next("late", Shape.SCALAR))
          .hasMessageContaining("late")
          .hasMessageContaining("closed");
    }
  }
}
