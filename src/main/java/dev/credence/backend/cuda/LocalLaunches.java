package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.backend.cuda.driver.Precision;
import dev.credence.op.Activate;
import dev.credence.op.LocalReparameterizedMatMul;
import dev.credence.op.LocalReparameterizedMatMulBackward;
import dev.credence.op.ScaleParameterization;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.Map;

/** {@code kernels/local.cu}. */
final class LocalLaunches {
  static final Map<Precision, Map<Tile, Kernel>> FORWARD =
      ProductLaunches.kernels("local", 2, "local_matmul", "MMMiiMNMMpMi");
  static final Map<Precision, Map<Tile, Kernel>> INPUT_GRADIENT =
      ProductLaunches.kernels("local", 2, "local_matmul_input_gradient", "MMMiiMMM");
  static final Map<Precision, Map<Tile, Kernel>> WEIGHT_GRADIENT =
      ProductLaunches.kernels("local", 2, "local_matmul_weight_gradient", "MMiMMMM");
  static final Kernel WEIGHT_VARIANCE = new Kernel("local", "weight_variance", 256, "MiM");
  static final Kernel VARIANCE_GRADIENT = new Kernel("local", "variance_gradient", 256, "MMNMp");

  private LocalLaunches() {}

  /** {@code then} is an activation of the result; null where there is none. */
  static void record(LocalReparameterizedMatMul op, Activate then, Recorder recorder) {
    DeviceMatrix y = DeviceMatrix.of(op.y());
    Tile tile = ProductLaunches.tile(2, y, recorder);
    Arguments arguments = new Arguments().matrix(op.x()).matrix(op.mu());
    addVariances(arguments, op.rho(), op.scale(), y.rows(), recorder);
    recorder.launch(
        ProductLaunches.kernel(FORWARD, tile, recorder),
        ProductLaunches.grid(tile, 2, y),
        ProductLaunches.add(
            then,
            arguments
                .matrix(op.b())
                .noise(op.eps())
                .matrix(op.variance())
                .matrix(y)
                .pointer(recorder.state())));
  }

  static void record(LocalReparameterizedMatMulBackward op, Recorder recorder) {
    DeviceMatrix dv =
        op.dx() == null && op.drho() == null ? DeviceMatrix.ABSENT : varianceGradient(op, recorder);
    if (op.dx() != null) {
      inputGradient(op, dv, recorder);
    }
    new WeightGradient(op.x(), op.dy(), op.dmu(), op.drho(), op.db(), recorder)
        .variances(
            WEIGHT_GRADIENT,
            splits -> new Arguments().matrix(op.x()).matrix(op.dy()).integer(splits).matrix(dv),
            op.rho(),
            op.scale());
  }

  private static DeviceMatrix varianceGradient(
      LocalReparameterizedMatMulBackward op, Recorder recorder) {
    Shape shape = op.dy().shape();
    DeviceMatrix dv =
        DeviceMatrix.scratch(recorder, shape.replicas(), shape.rows(), shape.columns());
    recorder.launch(
        VARIANCE_GRADIENT,
        SampleGaussianLaunches.blocksOfNoise(dv, recorder),
        new Arguments()
            .matrix(op.dy())
            .matrix(op.variance())
            .noise(op.eps())
            .matrix(dv)
            .pointer(recorder.state()));
    return dv;
  }

  private static void inputGradient(
      LocalReparameterizedMatMulBackward op, DeviceMatrix dv, Recorder recorder) {
    DeviceMatrix dx = DeviceMatrix.of(op.dx());
    Tile tile = ProductLaunches.tile(2, dx, recorder);
    Arguments arguments = new Arguments().matrix(op.x()).matrix(op.mu());
    addVariances(arguments, op.rho(), op.scale(), dx.rows(), recorder);
    recorder.launch(
        ProductLaunches.kernel(INPUT_GRADIENT, tile, recorder),
        ProductLaunches.grid(tile, 2, dx),
        arguments.matrix(op.dy()).matrix(dv).matrix(dx));
  }

  /** The variances of the weights, or rho for products of few rows, which compute them. */
  private static void addVariances(
      Arguments arguments, Tensor rho, ScaleParameterization scale, int rows, Recorder recorder) {
    boolean ready = !recorder.tiling().hasFewRows(rows);
    DeviceMatrix from = ready ? variances(rho, scale, recorder) : DeviceMatrix.of(rho);
    arguments.matrix(from).integer(scale.ordinal()).integer(ready ? 1 : 0);
  }

  private static DeviceMatrix variances(
      Tensor rho, ScaleParameterization scale, Recorder recorder) {
    Shape shape = rho.shape();
    DeviceMatrix variances =
        DeviceMatrix.scratch(recorder, shape.replicas(), shape.rows(), shape.columns());
    recorder.launch(
        WEIGHT_VARIANCE,
        recorder.elementwise(shape.matrixElements(), shape.replicas(), WEIGHT_VARIANCE.threads()),
        new Arguments().matrix(rho).integer(scale.ordinal()).matrix(variances));
    return variances;
  }
}
