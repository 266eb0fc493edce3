package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.op.Gradient;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;

/** Products with weights in memory by the library, and {@code kernels/bias.cu} beside them. */
final class BlasLaunches {
  static final Kernel FILL_BIAS = new Kernel("bias", "fill_bias", 256, "MM");
  static final Kernel BIAS_GRADIENT = new Kernel("bias", "bias_gradient", 256, "MM");

  private BlasLaunches() {}

  /** y = x w + b. */
  static void multiply(Tensor x, DeviceMatrix w, Tensor b, Tensor y, Recorder recorder) {
    Shape shape = y.shape();
    if (b != null) {
      recorder.launch(
          FILL_BIAS,
          recorder.elementwise(shape.matrixElements(), shape.replicas(), FILL_BIAS.threads()),
          new Arguments().matrix(b).matrix(y));
    }
    new BatchedProduct(DeviceMatrix.of(x), false, w, false, DeviceMatrix.of(y), shape.replicas())
        .record(recorder, 0, b != null);
  }

  /** dx = dy w^T. */
  static void inputGradient(Tensor dy, DeviceMatrix w, Gradient dx, Recorder recorder) {
    sum(DeviceMatrix.of(dy), false, w, true, dx, dy.shape().replicas(), recorder);
  }

  /** dw = x^T dy and db, either of which may be null. */
  static void weightGradient(Tensor x, Tensor dy, Gradient dw, Gradient db, Recorder recorder) {
    if (dw != null) {
      sum(
          DeviceMatrix.of(x),
          true,
          DeviceMatrix.of(dy),
          false,
          dw,
          dy.shape().replicas(),
          recorder);
    }
    if (db != null) {
      Shape shape = db.tensor().shape();
      recorder.launch(
          BIAS_GRADIENT,
          recorder.elementwise(shape.columns(), shape.replicas(), BIAS_GRADIENT.threads()),
          new Arguments().matrix(dy).gradient(db));
    }
  }

  /** One product for each replica that the operand served, added up in their order. */
  private static void sum(
      DeviceMatrix a,
      boolean transposedA,
      DeviceMatrix b,
      boolean transposedB,
      Gradient to,
      int of,
      Recorder recorder) {
    BatchedProduct product =
        new BatchedProduct(a, transposedA, b, transposedB, DeviceMatrix.of(to), of);
    for (int member = 0; member < product.group(); member++) {
      product.record(recorder, member, member > 0 || to.accumulates());
    }
  }
}
