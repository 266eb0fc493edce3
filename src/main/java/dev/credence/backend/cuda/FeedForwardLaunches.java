package dev.credence.backend.cuda;

import dev.credence.backend.FeedForward;
import dev.credence.backend.cuda.driver.Grid;
import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.op.Dropout;
import dev.credence.op.MatMul;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** {@code kernels/feed_forward.cu}: layers with frozen weights at once, by warpgroups. */
final class FeedForwardLaunches {
  static final Map<LayersShape, Kernel> KERNELS = kernels();

  /** Layers whose functions a launch can name, four bits each. */
  private static final int MOST_LAYERS = 8;

  private static final int NO_FUNCTION = 15;

  /**
   * Time in which a block lays out the weights, in units of that in which all its warpgroups take
   * rows through them once: estimated from bytes and cycles, not yet measured.
   */
  private static final int LAYING_OUT = 2;

  private FeedForwardLaunches() {}

  private static Map<LayersShape, Kernel> kernels() {
    Map<LayersShape, Kernel> kernels = new EnumMap<>(LayersShape.class);
    for (LayersShape shape : LayersShape.values()) {
      kernels.put(shape, shape.kernel());
    }
    return kernels;
  }

  /**
   * Whether there is a kernel for these layers: at most {@value #MOST_LAYERS}, narrow, the last one
   * without activation, and small enough for shared memory.
   */
  static boolean serves(FeedForward network, Tiling tiling) {
    List<FeedForward.Layer> layers = network.layers();
    FeedForward.Layer last = layers.get(layers.size() - 1);
    return tiling.warpgroups()
        && layers.size() <= MOST_LAYERS
        && last.function() == null
        && last.dropout() == null
        && !Overlap.any(inputs(network), last.product().outputs())
        && LayersShape.of(network, tiling.precision()) != null;
  }

  /** All that a launch reads; temporaries get no memory by being asked where they lie. */
  private static List<Tensor> inputs(FeedForward network) {
    List<Tensor> inputs = new ArrayList<>(List.of(network.x()));
    for (FeedForward.Layer layer : network.layers()) {
      MatMul product = layer.product();
      inputs.add(product.w());
      if (product.b() != null) {
        inputs.add(product.b());
      }
    }
    return inputs;
  }

  static void record(FeedForward network, Recorder recorder) {
    MatrixList matrices = new MatrixList();
    int functions = 0;
    int shift = 0;
    for (FeedForward.Layer layer : network.layers()) {
      matrices.add(layer.product().w()).add(layer.product().b());
      matrices.add(
          layer.dropout() == null ? DeviceMatrix.ABSENT : factors(layer.dropout(), recorder));
      int function = layer.function() == null ? NO_FUNCTION : layer.function().function().ordinal();
      functions |= function << shift;
      shift += 4;
    }
    LayersShape shape = LayersShape.of(network, recorder.tiling().precision());
    recorder.launch(
        KERNELS.get(shape),
        grid(shape, network.y().shape(), recorder.multiprocessors()),
        new Arguments().list(matrices).matrix(network.x()).matrix(network.y()).integer(functions));
  }

  /** The mask of a frozen sample, as factors of the columns. */
  private static DeviceMatrix factors(Dropout op, Recorder recorder) {
    Shape shape = op.y().shape();
    DeviceMatrix factors = DeviceMatrix.scratch(recorder, shape.replicas(), 1, shape.columns());
    DropoutLaunches.recordFactors(op, factors, recorder);
    return factors;
  }

  /**
   * As many shares of the rows as take the least time: more of them keep more multiprocessors busy,
   * and lay the weights out more often.
   */
  static Grid grid(LayersShape shape, Shape y, int multiprocessors) {
    long slots = (long) multiprocessors * shape.blocks();
    long tiles = Tiling.ceilDiv(y.rows(), LayersShape.ROWS);
    long most = Math.min(slots, Tiling.ceilDiv(tiles, shape.warpgroups()));
    int best = 1;
    long least = Long.MAX_VALUE;
    for (int shares = 1; shares <= most; shares++) {
      long rounds = Tiling.ceilDiv((long) shares * y.replicas(), slots);
      long turns = Tiling.ceilDiv(tiles, (long) shares * shape.warpgroups());
      long time = rounds * (LAYING_OUT + turns);
      if (time < least) {
        least = time;
        best = shares;
      }
    }
    return new Grid(best, Math.min(y.replicas(), Grid.MAX_YZ), 1);
  }
}
