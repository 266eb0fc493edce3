package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Grid;
import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.backend.cuda.driver.Precision;
import dev.credence.op.Activate;
import dev.credence.op.Gradient;
import dev.credence.op.MatMul;
import dev.credence.op.MatMulBackward;
import dev.credence.tensor.Tensor;
import java.util.EnumMap;
import java.util.Map;

/** {@code kernels/product.cu}, and what all families of products share. */
final class ProductLaunches {
  static final Map<Precision, Map<Tile, Kernel>> FORWARD =
      kernels("product", 1, "matmul", "MMMMMi");
  static final Map<Precision, Map<Tile, Kernel>> INPUT_GRADIENT =
      kernels("product", 1, "matmul_input_gradient", "MMM");
  static final Map<Precision, Map<Tile, Kernel>> WEIGHT_GRADIENT =
      kernels("product", 1, "matmul_weight_gradient", "MMiMM");

  private ProductLaunches() {}

  /** {@code then} is an activation of the result; null where there is none. */
  static void record(MatMul op, Activate then, Recorder recorder) {
    multiply(op.x(), DeviceMatrix.of(op.w()), op.b(), op.y(), then, recorder);
  }

  static void record(MatMulBackward op, Recorder recorder) {
    inputGradient(op.dy(), DeviceMatrix.of(op.w()), op.dx(), recorder);
    if (recorder.libraryServes(2 * op.dy().shape().elements() * op.x().shape().columns())) {
      BlasLaunches.weightGradient(op.x(), op.dy(), op.dw(), op.db(), recorder);
    } else {
      new WeightGradient(op.x(), op.dy(), op.dw(), null, op.db(), recorder).means();
    }
  }

  /** The kernels of a product of so many planes. */
  static Map<Precision, Map<Tile, Kernel>> kernels(
      String image, int planes, String name, String parameters) {
    Map<Precision, Map<Tile, Kernel>> kernels = new EnumMap<>(Precision.class);
    for (Precision precision : Precision.values()) {
      kernels.put(precision, kernels(image, planes, name, parameters, precision));
    }
    return kernels;
  }

  /**
   * The same of products that draw their weights: in FP32, and no tile that needs all registers.
   */
  static Map<Tile, Kernel> drawingKernels(
      String image, int planes, String name, String parameters) {
    Map<Tile, Kernel> kernels = kernels(image, planes, name, parameters, Precision.FP32);
    kernels.remove(Tile.LARGE);
    return kernels;
  }

  private static Map<Tile, Kernel> kernels(
      String image, int planes, String name, String parameters, Precision precision) {
    Map<Tile, Kernel> kernels = new EnumMap<>(Tile.class);
    for (Tile tile : Tile.values()) {
      if (tile.serves(precision)) {
        String full = name + "_" + tile.suffix(precision);
        kernels.put(
            tile,
            new Kernel(
                image,
                full,
                tile.threads(planes, precision),
                parameters,
                tile.sharedBytes(planes, precision)));
      }
    }
    return kernels;
  }

  /** The kernel of a tile for the recorder's precision. */
  static Kernel kernel(Map<Precision, Map<Tile, Kernel>> kernels, Tile tile, Recorder recorder) {
    return kernels.get(recorder.tiling().precision()).get(tile);
  }

  /** y = x w + b, and its activation; null where there is none. */
  static void multiply(
      Tensor x, DeviceMatrix w, Tensor b, Tensor y, Activate then, Recorder recorder) {
    if (recorder.libraryServes(2 * y.shape().elements() * w.rows())) {
      BlasLaunches.multiply(x, w, b, y, recorder);
      if (then != null) {
        ActivateLaunches.record(then, recorder);
      }
      return;
    }
    DeviceMatrix result = DeviceMatrix.of(y);
    Tile tile = tile(1, result, recorder);
    recorder.launch(
        kernel(FORWARD, tile, recorder),
        grid(tile, 1, result),
        add(then, new Arguments().matrix(x).matrix(w).matrix(b).matrix(y)));
  }

  /** Behind the arguments of a product: the activation of its result; null where there is none. */
  static Arguments add(Activate then, Arguments arguments) {
    return arguments
        .matrix(then == null ? null : then.y())
        .integer(then == null ? 0 : then.function().ordinal());
  }

  /** dx = dy w^T. */
  static void inputGradient(Tensor dy, DeviceMatrix w, Gradient dx, Recorder recorder) {
    if (dx == null) {
      return;
    }
    if (recorder.libraryServes(2 * dy.shape().elements() * w.rows())) {
      BlasLaunches.inputGradient(dy, w, dx, recorder);
      return;
    }
    DeviceMatrix result = DeviceMatrix.of(dx);
    Tile tile = tile(1, result, recorder);
    recorder.launch(
        kernel(INPUT_GRADIENT, tile, recorder),
        grid(tile, 1, result),
        new Arguments().matrix(dy).matrix(w).matrix(result));
  }

  /** The tile for a result. */
  static Tile tile(int planes, DeviceMatrix result, Recorder recorder) {
    return recorder.tiling().tile(planes, result.replicas(), result.rows(), result.columns());
  }

  /** The tile of a product that draws its weights: one with registers to spare. */
  static Tile drawing(Tile tile) {
    return tile == Tile.LARGE ? Tile.MEDIUM : tile;
  }

  /** Blocks that cover a result, and its replicas, which loop where they are too many. */
  static Grid grid(Tile tile, int planes, DeviceMatrix result) {
    return grid(tile.blocks(planes, result.rows(), result.columns()), 1, result.replicas());
  }

  static Grid grid(long blocks, int splits, int replicas) {
    return new Grid(Math.toIntExact(blocks), splits, Math.min(replicas, Grid.MAX_YZ));
  }
}
