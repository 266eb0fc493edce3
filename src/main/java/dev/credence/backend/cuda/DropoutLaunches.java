package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Grid;
import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.op.Dropout;
import dev.credence.op.DropoutBackward;
import dev.credence.tensor.Shape;

/** {@code kernels/dropout.cu}. */
final class DropoutLaunches {
  static final Kernel FORWARD = new Kernel("dropout", "dropout", 256, "pMNMffi");
  static final Kernel FACTORS = new Kernel("dropout", "dropout_factors", 256, "pNMff");
  static final Kernel BACKWARD = new Kernel("dropout", "dropout_backward", 256, "pNMMffi");

  /** Elements of a row that one thread takes, the elements of one block of noise. */
  private static final int COLUMNS = 4;

  /** Rows with the same mask that one thread takes. */
  private static final int ROWS = 8;

  private DropoutLaunches() {}

  static void record(Dropout op, Recorder recorder) {
    recorder.launch(
        FORWARD,
        grid(op.y().shape(), op.sharedByRows(), op.y().shape().replicas(), recorder),
        new Arguments()
            .pointer(recorder.state())
            .matrix(op.x())
            .noise(op.mask())
            .matrix(op.y())
            .real(op.rate())
            .real(scale(op.rate()))
            .integer(op.sharedByRows() ? 1 : 0));
  }

  /** The factors (R, 1, N) of a mask that rows share. */
  static void recordFactors(Dropout op, DeviceMatrix factors, Recorder recorder) {
    recorder.launch(
        FACTORS,
        recorder.elementwise(
            (factors.columns() + COLUMNS - 1) / COLUMNS, factors.replicas(), FACTORS.threads()),
        new Arguments()
            .pointer(recorder.state())
            .noise(op.mask())
            .matrix(factors)
            .real(op.rate())
            .real(scale(op.rate())));
  }

  static void record(DropoutBackward op, Recorder recorder) {
    if (op.dx() == null) {
      return;
    }
    int replicas = op.dx().tensor().shape().replicas();
    recorder.launch(
        BACKWARD,
        grid(op.dy().shape(), op.sharedByRows(), replicas, recorder),
        new Arguments()
            .pointer(recorder.state())
            .noise(op.mask())
            .matrix(op.dy())
            .gradient(op.dx())
            .real(op.rate())
            .real(scale(op.rate()))
            .integer(op.sharedByRows() ? 1 : 0));
  }

  private static Grid grid(Shape shape, boolean sharedByRows, int replicas, Recorder recorder) {
    long columns = sharedByRows ? shape.columns() : shape.matrixElements();
    long rows = sharedByRows ? (shape.rows() + ROWS - 1) / ROWS : 1;
    return recorder.elementwise(
        rows * ((columns + COLUMNS - 1) / COLUMNS), replicas, FORWARD.threads());
  }

  private static float scale(float rate) {
    return (float) (1 / (1 - (double) rate));
  }
}
