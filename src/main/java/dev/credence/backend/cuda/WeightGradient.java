package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Grid;
import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.backend.cuda.driver.Precision;
import dev.credence.op.Gradient;
import dev.credence.op.Noise;
import dev.credence.op.ScaleParameterization;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.Map;

/**
 * The gradients of one product's weights and bias: parts by a product kernel, cut into runs of
 * rows, and {@code kernels/weight_gradient.cu}, which adds them up in order. Where one part is the
 * gradient, the product writes it itself.
 */
final class WeightGradient {
  static final Kernel SUM = new Kernel("weight_gradient", "weight_gradient", 256, "MMMiiiMiNMMMp");

  /** How weights spread: {@code Spread} in the kernel. */
  private enum Spread {
    PERTURBATION,
    VARIANCE
  }

  /** Adds the operands of a product of two planes, in front of the parts. */
  interface Operands {
    Arguments arguments(int splits);
  }

  private final Tensor x;
  private final Tensor dy;
  private final Gradient dmu;
  private final Gradient drho;
  private final Gradient db;
  private final Recorder recorder;
  private final int replicas;
  private final int inputs;
  private final int outputs;

  /** Gradients that are null are not wanted. */
  WeightGradient(Tensor x, Tensor dy, Gradient dmu, Gradient drho, Gradient db, Recorder recorder) {
    this.x = x;
    this.dy = dy;
    this.dmu = dmu;
    this.drho = drho;
    this.db = db;
    this.recorder = recorder;
    Shape shape = dy.shape();
    this.replicas = shape.replicas();
    this.inputs = x.shape().columns();
    this.outputs = shape.columns();
  }

  /** dmu = x^T dy and db alone. */
  void means() {
    if (dmu == null && db == null) {
      return;
    }
    Tile tile = tile(1);
    int splits = splits(tile, 1);
    if (splits == 1 && isWhole(dmu) && isWhole(db)) {
      product(tile, splits, DeviceMatrix.of(dmu), DeviceMatrix.of(db));
      return;
    }
    DeviceMatrix mean = parts(dmu, inputs, splits);
    DeviceMatrix bias = parts(db, 1, splits);
    product(tile, splits, mean, bias);
    sum(mean, DeviceMatrix.ABSENT, bias, splits, Spread.VARIANCE, null, null, null);
  }

  /** dmu = x^T dy, drho = (x^T dy) eps sigma', db. */
  void samples(Tensor rho, ScaleParameterization scale, Noise eps) {
    if (drho == null) {
      means();
      return;
    }
    Tile tile = tile(1);
    int splits = splits(tile, 1);
    DeviceMatrix product = parts(drho, inputs, splits);
    DeviceMatrix bias = parts(db, 1, splits);
    product(tile, splits, product, bias);
    sum(product, product, bias, splits, Spread.PERTURBATION, rho, scale, eps);
  }

  /** dmu = x^T dy, drho = (second plane) eps sigma', db. */
  void perturbations(
      Map<Precision, Map<Tile, Kernel>> kernels,
      Operands operands,
      Tensor rho,
      ScaleParameterization scale,
      Noise eps) {
    pair(kernels, operands, Spread.PERTURBATION, rho, scale, eps);
  }

  /** dmu = x^T dy, drho = 2 sigma sigma' (second plane), db. */
  void variances(
      Map<Precision, Map<Tile, Kernel>> kernels,
      Operands operands,
      Tensor rho,
      ScaleParameterization scale) {
    pair(kernels, operands, Spread.VARIANCE, rho, scale, null);
  }

  private void pair(
      Map<Precision, Map<Tile, Kernel>> kernels,
      Operands operands,
      Spread kind,
      Tensor rho,
      ScaleParameterization scale,
      Noise eps) {
    if (drho == null) {
      means();
      return;
    }
    Tile tile = tile(2);
    int splits = splits(tile, 2);
    DeviceMatrix mean = parts(dmu, inputs, splits);
    DeviceMatrix spread = parts(drho, inputs, splits);
    DeviceMatrix bias = parts(db, 1, splits);
    recorder.launch(
        ProductLaunches.kernel(kernels, tile, recorder),
        grid(tile, 2, splits),
        operands.arguments(splits).matrix(mean).matrix(spread).matrix(bias));
    sum(mean, spread, bias, splits, kind, rho, scale, eps);
  }

  private Tile tile(int planes) {
    return recorder.tiling().tile(planes, replicas, inputs, outputs);
  }

  private int splits(Tile tile, int planes) {
    long blocks = replicas * tile.blocks(planes, inputs, outputs);
    return recorder.tiling().splits(blocks, dy.shape().rows());
  }

  private Grid grid(Tile tile, int planes, int splits) {
    return ProductLaunches.grid(tile.blocks(planes, inputs, outputs), splits, replicas);
  }

  /** Whether no two replicas of the result share the gradient. */
  private boolean isWhole(Gradient gradient) {
    return gradient == null || gradient.tensor().shape().replicas() == replicas;
  }

  private DeviceMatrix parts(Gradient of, int rows, int splits) {
    return of == null
        ? DeviceMatrix.ABSENT
        : DeviceMatrix.scratch(recorder, (long) replicas * splits, rows, outputs);
  }

  private void product(Tile tile, int splits, DeviceMatrix dw, DeviceMatrix bias) {
    recorder.launch(
        ProductLaunches.kernel(ProductLaunches.WEIGHT_GRADIENT, tile, recorder),
        grid(tile, 1, splits),
        new Arguments().matrix(x).matrix(dy).integer(splits).matrix(dw).matrix(bias));
  }

  private void sum(
      DeviceMatrix mean,
      DeviceMatrix spread,
      DeviceMatrix bias,
      int splits,
      Spread kind,
      Tensor rho,
      ScaleParameterization scale,
      Noise eps) {
    long weights = dmu == null && drho == null ? 0 : (long) inputs * outputs;
    long threads = Tiling.ceilDiv(weights, 64) * 16 + (db == null ? 0 : outputs);
    int most = Math.max(Math.max(replicas(dmu), replicas(drho)), replicas(db));
    recorder.launch(
        SUM,
        recorder.elementwise(threads, most, SUM.threads()),
        new Arguments()
            .matrix(mean)
            .matrix(spread)
            .matrix(bias)
            .integer(replicas)
            .integer(splits)
            .integer(kind.ordinal())
            .matrix(rho)
            .integer(scale == null ? 0 : scale.ordinal())
            .noise(eps)
            .gradient(dmu)
            .gradient(drho)
            .gradient(db)
            .pointer(recorder.state()));
  }

  private static int replicas(Gradient gradient) {
    return gradient == null ? 0 : gradient.tensor().shape().replicas();
  }
}
