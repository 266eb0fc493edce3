package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.PANEL;
import static dev.credence.backend.vector.Lanes.S;
import static dev.credence.backend.vector.Lanes.TILE;

import dev.credence.backend.FeedForward;
import dev.credence.backend.StepState;
import dev.credence.op.Dropout;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/**
 * Rows through several layers at once. Activations stand in panels of {@link Lanes#PANEL} rows,
 * feature after feature, and never leave the caches: the tiles of y^T = W^T x^T that the register
 * kernel makes of a panel are rows of the next one, so only the first input is transposed and only
 * the last result written. The same fma sequence as {@link ProductStage}, so the same bits.
 *
 * <p>Cost of a row: 2 K N flops a layer, and an activation; traffic of a block of rows: the
 * weights, once, and its panels within the second-level cache, 8 bytes a cycle at most.
 */
final class FeedForwardStage extends RowStage {
  private record Layer(
      WeightTileStage weights,
      View bias,
      int inputs,
      int outputs,
      Function function,
      DropoutMask mask) {}

  private final Layer[] layers;
  private final View x;
  private final View y;

  /** Distance of two panels: the widest layer. */
  private final int stride;

  FeedForwardStage(
      FeedForward network, List<WeightTileStage> weights, StepState state, Scratch scratch) {
    super(network.y().shape().replicas(), network.y().shape().rows(), work(network), PANEL);
    x = View.of(network.x(), replicas);
    y = View.of(network.y());
    layers = new Layer[weights.size()];
    int widest = network.x().shape().columns();
    for (int i = 0; i < layers.length; i++) {
      FeedForward.Layer layer = network.layers().get(i);
      int outputs = layer.product().y().shape().columns();
      layers[i] =
          new Layer(
              weights.get(i),
              View.ofNullable(layer.product().b(), replicas),
              layer.product().x().shape().columns(),
              outputs,
              layer.function() == null ? null : Function.value(layer.function().function()),
              mask(layer.dropout(), state));
      widest = Math.max(widest, Lanes.tiles(outputs) * TILE);
    }
    stride = widest * PANEL;
    scratch.floats(Slots.PACKED, 2L * RowPacking.stride(layers[0].inputs));
    scratch.floats(Slots.BLOCK_A, Lanes.padded(widest));
    scratch.floats(Slots.BLOCK_B, Function.SCRATCH);
    scratch.floats(Slots.BLOCK_C, (long) block() / PANEL * stride);
    scratch.floats(Slots.BLOCK_D, (long) block() / PANEL * stride);
  }

  private static DropoutMask mask(Dropout op, StepState state) {
    return op == null
        ? null
        : new DropoutMask(
            op.mask(), op.rate(), true, op.y().shape().replicas(), op.y().shape().columns(), state);
  }

  private static double work(FeedForward network) {
    double work = 0;
    for (FeedForward.Layer layer : network.layers()) {
      double inputs = layer.product().x().shape().columns();
      work += 2 * (inputs + 4) * (layer.product().y().shape().columns() + 4.0);
    }
    return work;
  }

  @Override
  long weights() {
    return Arrays.stream(layers).mapToLong(layer -> (long) layer.inputs * layer.outputs).sum();
  }

  @Override
  void rows(int r, int begin, int end, Worker worker) {
    float[] from = worker.floats(Slots.BLOCK_C);
    float[] to = worker.floats(Slots.BLOCK_D);
    int count = end - begin;
    int inputs = layers[0].inputs;
    for (int i = 0, p = 0; i < count; i += PANEL, p += stride) {
      RowPacking.packPanel(
          x.data,
          x.at(r) + (begin + i) * inputs,
          inputs,
          Math.min(PANEL, count - i),
          inputs,
          from,
          p,
          worker.floats(Slots.PACKED));
    }
    for (Layer layer : layers) {
      multiply(layer, r, count, from, to);
      if (layer.function != null) {
        for (int i = 0, p = 0; i < count; i += PANEL, p += stride) {
          layer.function.apply(to, p, to, p, layer.outputs * PANEL, worker.floats(Slots.BLOCK_B));
        }
      }
      if (layer.mask != null) {
        drop(layer, r, count, to, worker.floats(Slots.BLOCK_A));
      }
      float[] free = from;
      from = to;
      to = free;
    }
    write(from, r, begin, count);
  }

  private void multiply(Layer layer, int r, int count, float[] from, float[] to) {
    for (int i = 0, p = 0; i < count; i += PANEL, p += stride) {
      start(layer, r, to, p);
    }
    int first = layer.weights.at(r, replicas);
    for (int i = 0, p = 0; i < count; i += PANEL, p += stride) {
      int width = count - i <= L ? L : PANEL;
      int tile = first;
      for (int n = 0; n < layer.outputs; n += TILE, tile += layer.weights.stride()) {
        int height = Math.min(TILE, layer.outputs - n);
        int at = p + n * PANEL;
        RegisterTiles.run(
            height,
            width,
            layer.weights.tiles(),
            tile,
            from,
            p,
            layer.inputs,
            to,
            at,
            PANEL,
            to,
            at,
            PANEL);
      }
    }
  }

  /** Every sum begins with its bias; those of missing outputs with zero. */
  private static void start(Layer layer, int r, float[] to, int p) {
    if (layer.bias == null) {
      Arrays.fill(to, p, p + layer.outputs * PANEL, 0);
    } else {
      repeat(layer.bias.data, layer.bias.at(r), layer.outputs, to, p);
    }
    int missing = Lanes.tiles(layer.outputs) * TILE;
    Arrays.fill(to, p + layer.outputs * PANEL, p + missing * PANEL, 0);
  }

  /** A panel whose rows are alike. */
  private static void repeat(float[] row, int off, int n, float[] to, int p) {
    for (int i = 0; i < n; i++) {
      FloatVector v = FloatVector.broadcast(S, row[off + i]);
      v.intoArray(to, p + i * PANEL);
      v.intoArray(to, p + i * PANEL + L);
    }
  }

  private void drop(Layer layer, int r, int count, float[] to, float[] factors) {
    layer.mask.fill(r, 0, 1, factors);
    for (int i = 0, p = 0; i < count; i += PANEL, p += stride) {
      for (int n = 0; n < layer.outputs; n++) {
        Elements.scale(factors[n], to, p + n * PANEL, PANEL);
      }
    }
  }

  private void write(float[] from, int r, int begin, int count) {
    int outputs = layers[layers.length - 1].outputs;
    int at = y.at(r) + begin * outputs;
    for (int i = 0; i < count; i++) {
      int panel = i / PANEL * stride + i % PANEL;
      for (int n = 0; n < outputs; n++) {
        y.data[at++] = from[panel + n * PANEL];
      }
    }
  }
}
