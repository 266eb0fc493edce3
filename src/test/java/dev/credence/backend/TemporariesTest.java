package dev.credence.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.backend.scalar.ScalarBackend;
import dev.credence.backend.vector.VectorBackend;
import dev.credence.op.Activation;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Temporaries;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
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

  private static List<FrozenLayers> networks() {
    List<FrozenLayers> networks = new ArrayList<>();
    for (int[] widths : WIDTHS) {
      for (int rows : ROWS) {
        networks.add(new FrozenLayers(REPLICAS, rows, widths, Activation.RELU, true, 0));
      }
      networks.add(new FrozenLayers(REPLICAS, 50, widths, Activation.GELU, false, 0.3f));
      networks.add(new FrozenLayers(REPLICAS, 50, widths, null, true, 0));
    }
    return networks;
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
          for (FrozenLayers network : networks()) {
            try (Arena kept = backend.newArena();
                Arena arena = backend.newArena()) {
              Temporaries temporaries = new Temporaries(arena);
              float[] actual = network.outputs(backend, temporaries::next, arena);
              float[] expected = network.outputs(backend, kept::allocate, kept);
              if (network.hasNarrowLayer()) {
                assertThat(relativeDifference(actual, expected))
                    .as(network.toString())
                    .isLessThan(1e-5);
              } else {
                assertThat(actual).as(network.toString()).isEqualTo(expected);
              }
            }
          }
        });
  }

  /** What the vector backend takes through all layers in its caches has no memory in the arena. */
  @Test
  void hiddenLayersTakeNoMemory() {
    FrozenLayers network =
        new FrozenLayers(REPLICAS, 100, new int[] {9, 48, 48, 13}, Activation.RELU, true, 0.3f);
    try (Backend backend = new VectorBackend(1);
        Arena kept = backend.newArena();
        Arena arena = backend.newArena()) {
      network.outputs(backend, kept::allocate, kept);
      network.outputs(backend, new Temporaries(arena)::next, arena);
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
