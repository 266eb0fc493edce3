package dev.credence.backend;

import dev.credence.op.Activation;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Temporaries;
import java.util.Arrays;

/** Layers in one launch through the real driver; prints the bits of what they give. */
public final class StandInLayers {
  /** Layers of more shared memory than a kernel may declare itself. */
  private static final FrozenLayers NETWORK =
      new FrozenLayers(3, 70, new int[] {20, 100, 100, 2}, Activation.GELU, true, 0.3f);

  private StandInLayers() {}

  public static void main(String[] none) {
    try (Backend backend = Backends.select(Backends.CUDA)) {
      System.out.println(bits(backend));
    }
  }

  /** The bits of the result. */
  public static String bits(Backend backend) {
    try (Arena arena = backend.newArena()) {
      float[] y = NETWORK.outputs(backend, new Temporaries(arena)::next, arena);
      int[] bits = new int[y.length];
      for (int i = 0; i < y.length; i++) {
        bits[i] = Float.floatToRawIntBits(y[i]);
      }
      return Integer.toHexString(Arrays.hashCode(bits)) + " " + y.length;
    }
  }
}
