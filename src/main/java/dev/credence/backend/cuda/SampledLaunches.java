package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Grid;
import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.op.Activate;
import dev.credence.op.Noise;
import dev.credence.op.SampledMatMul;
import dev.credence.op.SampledMatMulBackward;
import java.util.Map;

/**
 * {@code kernels/sampled.cu}, which draws weights inside its products; or else weights that are
 * drawn once, and the dense products.
 */
final class SampledLaunches {
  static final Map<Tile, Kernel> FORWARD =
      ProductLaunches.drawingKernels("sampled", 1, "sampled_matmul", "MMMMiNMpMi");
  static final Kernel INPUT_GRADIENT =
      new Kernel("sampled", "sampled_matmul_input_gradient", Tile.DEEP_THREADS, "MMMiNMp");

  private SampledLaunches() {}

  /** {@code then} is an activation of the result; null where there is none. */
  static void record(SampledMatMul op, Activate then, Recorder recorder) {
    DeviceMatrix y = DeviceMatrix.of(op.y());
    Tile tile = ProductLaunches.tile(1, y, recorder);
    if (drawsInside(op.eps(), y.rows(), recorder)) {
      tile = ProductLaunches.drawing(tile);
      recorder.launch(
          FORWARD.get(tile),
          ProductLaunches.grid(tile, 1, y),
          ProductLaunches.add(
              then,
              new Arguments()
                  .matrix(op.x())
                  .matrix(op.mu())
                  .matrix(op.rho())
                  .matrix(op.b())
                  .integer(op.scale().ordinal())
                  .noise(op.eps())
                  .matrix(y)
                  .pointer(recorder.state())));
      return;
    }
    DeviceMatrix w =
        SampleGaussianLaunches.sampled(
            op.mu(), op.rho(), op.scale(), op.eps(), y.replicas(), recorder);
    ProductLaunches.multiply(op.x(), w, op.b(), op.y(), then, recorder);
  }

  static void record(SampledMatMulBackward op, Recorder recorder) {
    if (op.dx() != null) {
      inputGradient(op, recorder);
    }
    new WeightGradient(op.x(), op.dy(), op.dmu(), op.drho(), op.db(), recorder)
        .samples(op.rho(), op.scale(), op.eps());
  }

  private static void inputGradient(SampledMatMulBackward op, Recorder recorder) {
    DeviceMatrix dx = DeviceMatrix.of(op.dx());
    if (drawsInside(op.eps(), dx.rows(), recorder)) {
      recorder.launch(
          INPUT_GRADIENT,
          deepGrid(dx),
          new Arguments()
              .matrix(op.dy())
              .matrix(op.mu())
              .matrix(op.rho())
              .integer(op.scale().ordinal())
              .noise(op.eps())
              .matrix(dx)
              .pointer(recorder.state()));
      return;
    }
    DeviceMatrix w =
        SampleGaussianLaunches.sampled(
            op.mu(), op.rho(), op.scale(), op.eps(), op.dy().shape().replicas(), recorder);
    ProductLaunches.inputGradient(op.dy(), w, op.dx(), recorder);
  }

  private static boolean drawsInside(Noise eps, int rows, Recorder recorder) {
    return eps instanceof Noise.Stream && recorder.tiling().drawsInside(rows);
  }

  /** Blocks of the tile that draws weights along the depth. */
  static Grid deepGrid(DeviceMatrix result) {
    long blocks =
        Tiling.ceilDiv(result.rows(), Tile.DEEP_SIZE)
            * Tiling.ceilDiv(result.columns(), Tile.DEEP_SIZE);
    return ProductLaunches.grid(blocks, 1, result.replicas());
  }
}
