package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.op.Gradient;
import dev.credence.op.MatMul;
import dev.credence.op.MatMulBackward;
import dev.credence.tensor.Shape;

/** Plain products by the library, and {@code kernels/bias.cu} beside them. */
final class BlasLaunches {
  static final Kernel FILL_BIAS = new Kernel("bias", "fill_bias", 256, "MM");
  static final Kernel BIAS_GRADIENT = new Kernel("bias", "bias_gradient", 256, "MM");

  private BlasLaunches() {}

  static void record(MatMul op, Recorder recorder) {
    Shape y = op.y().shape();
    if (op.b() != null) {
      recorder.launch(
          FILL_BIAS,
          recorder.elementwise(y.matrixElements(), y.replicas(), FILL_BIAS.threads()),
          new Arguments().matrix(op.b()).matrix(op.y()));
    }
    boolean accumulate = op.b() != null;
    new BatchedProduct(op.x(), false, op.w(), false, op.y(), y.replicas())
        .record(recorder, 0, accumulate);
  }

  static void record(MatMulBackward op, Recorder recorder) {
    int of = op.dy().shape().replicas();
    if (op.dx() != null) {
      sum(
          new BatchedProduct(op.dy(), false, op.w(), true, op.dx().tensor(), of),
          op.dx(),
          recorder);
    }
    if (op.dw() != null) {
      sum(
          new BatchedProduct(op.x(), true, op.dy(), false, op.dw().tensor(), of),
          op.dw(),
          recorder);
    }
    if (op.db() != null) {
      Shape db = op.db().tensor().shape();
      recorder.launch(
          BIAS_GRADIENT,
          recorder.elementwise(db.columns(), db.replicas(), BIAS_GRADIENT.threads()),
          new Arguments().matrix(op.dy()).gradient(op.db()));
    }
  }

  /** One product for each replica that the operand served, added up in their order. */
  private static void sum(BatchedProduct product, Gradient to, Recorder recorder) {
    for (int member = 0; member < product.group(); member++) {
      product.record(recorder, member, member > 0 || to.accumulates());
    }
  }
}
