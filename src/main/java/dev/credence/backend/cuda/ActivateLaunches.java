package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.op.Activate;
import dev.credence.op.ActivateBackward;
import dev.credence.tensor.Shape;

/** {@code kernels/activate.cu}. */
final class ActivateLaunches {
  static final Kernel FORWARD = new Kernel("activate", "activate", 256, "MMi");
  static final Kernel BACKWARD = new Kernel("activate", "activate_backward", 256, "MMMi");

  private ActivateLaunches() {}

  static void record(Activate op, Recorder recorder) {
    Shape shape = op.y().shape();
    recorder.launch(
        FORWARD,
        recorder.elementwise(shape.matrixElements(), shape.replicas(), FORWARD.threads()),
        new Arguments().matrix(op.x()).matrix(op.y()).integer(op.function().ordinal()));
  }

  static void record(ActivateBackward op, Recorder recorder) {
    if (op.dx() == null) {
      return;
    }
    Shape shape = op.dx().tensor().shape();
    recorder.launch(
        BACKWARD,
        recorder.elementwise(shape.matrixElements(), shape.replicas(), BACKWARD.threads()),
        new Arguments()
            .matrix(op.x())
            .matrix(op.dy())
            .gradient(op.dx())
            .integer(op.function().ordinal()));
  }
}
