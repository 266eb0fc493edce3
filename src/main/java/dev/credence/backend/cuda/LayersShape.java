package dev.credence.backend.cuda;

import dev.credence.backend.FeedForward;
import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.backend.cuda.driver.Precision;
import java.util.Arrays;
import java.util.List;

/**
 * Shapes of the blocks that take rows through all layers: {@code LayersShape} in {@code
 * kernels/layers.cuh}.
 */
enum LayersShape {
  NARROW_TF32(Precision.TF32, 64, 2),
  WIDE_TF32(Precision.TF32, 128, 1),
  NARROW_BF16(Precision.BF16, 64, 2),
  WIDE_BF16(Precision.BF16, 128, 1);

  /** Rows that a warpgroup takes at once. */
  static final int ROWS = 64;

  private static final int MULTIPROCESSOR_KILOBYTES = 228;

  /** Columns of a last layer of few. */
  private static final int FEW = 8;

  private final Precision precision;
  private final int width;
  private final int blocks;

  LayersShape(Precision precision, int width, int blocks) {
    this.precision = precision;
    this.width = width;
    this.blocks = blocks;
  }

  /** The narrowest shape for layers at this precision; null where they fit into none. */
  static LayersShape of(FeedForward network, Precision precision) {
    return Arrays.stream(values())
        .filter(shape -> shape.precision == precision && shape.holds(network.layers()))
        .findFirst()
        .orElse(null);
  }

  /** The kernel of this shape. */
  Kernel kernel() {
    String name = "feed_forward_" + precision.id() + "_" + width + "_warpgroup";
    return new Kernel("feed_forward", name, 128 * warpgroups(), "LMMi", floats() * Float.BYTES);
  }

  /** Blocks that a multiprocessor holds. */
  int blocks() {
    return blocks;
  }

  /** Warpgroups of a block. */
  int warpgroups() {
    return blocks == 1 ? 3 : 2;
  }

  /** Shared memory of a block. */
  private int floats() {
    return (MULTIPROCESSOR_KILOBYTES / blocks - 1) * 1024 / Float.BYTES;
  }

  private boolean holds(List<FeedForward.Layer> layers) {
    int floats = 0;
    for (int l = 0; l < layers.size(); l++) {
      int inputs = layers.get(l).product().w().shape().rows();
      int outputs = layers.get(l).product().w().shape().columns();
      if (inputs > width || outputs > width) {
        return false;
      }
      int columns = l == layers.size() - 1 && outputs <= FEW ? FEW : width;
      floats += words(l == 0 ? inputs : width) * columns + 2 * columns;
    }
    return floats <= floats();
  }

  /** Words of so many inputs: of two instructions at once, 8 words each. */
  private int words(int inputs) {
    int depth = precision == Precision.BF16 ? 32 : 16;
    return (inputs + depth - 1) / depth * 16;
  }
}
