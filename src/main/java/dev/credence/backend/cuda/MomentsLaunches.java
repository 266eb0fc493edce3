package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.op.Moments;
import dev.credence.tensor.Shape;

/** {@code kernels/moments.cu}. */
final class MomentsLaunches {
  static final Kernel MOMENTS = new Kernel("moments", "moments", 256, "pMMMi");

  private MomentsLaunches() {}

  static void record(Moments op, Recorder recorder) {
    Shape shape = op.mean().shape();
    boolean quads =
        shape.matrixElements() % Alignment.QUAD == 0
            && Alignment.ofQuads(op.x(), op.mean(), op.variance());
    int width = quads ? Alignment.QUAD : 1;
    recorder.launch(
        MOMENTS,
        recorder.elementwise(shape.matrixElements() / width, shape.replicas(), MOMENTS.threads()),
        new Arguments()
            .pointer(recorder.state())
            .matrix(op.x())
            .matrix(op.mean())
            .matrix(op.variance())
            .integer(width));
  }
}
