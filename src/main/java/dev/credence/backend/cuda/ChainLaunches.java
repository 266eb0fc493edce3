package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Grid;
import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.op.InnerProduct;
import dev.credence.op.LangevinStep;
import dev.credence.op.SelectReplicas;
import dev.credence.tensor.Shape;

/** {@code kernels/chain.cu}. */
final class ChainLaunches {
  static final Kernel MOVE = new Kernel("chain", "langevin_move", 256, "MMMMM");
  static final Kernel STEP = new Kernel("chain", "langevin_step", 256, "MMMMNMp");
  static final Kernel PRODUCT = new Kernel("chain", "inner_product", 256, "MMMppi");
  static final Kernel SELECT = new Kernel("chain", "select_replicas", 256, "MMM");

  /** Elements that a block of a sum takes. */
  private static final int CHUNK = 2048;

  private ChainLaunches() {}

  static void record(LangevinStep op, Recorder recorder) {
    Arguments arguments =
        new Arguments()
            .matrix(op.x())
            .matrix(op.direction())
            .matrix(op.scale())
            .matrix(op.coefficients());
    Shape shape = op.out().shape();
    if (op.eps() == null) {
      recorder.launch(MOVE, byFours(shape, MOVE, recorder), arguments.matrix(op.out()));
      return;
    }
    // A thread for each noise block of 4 elements, whole groups of 64 of them.
    long threads = ((shape.matrixElements() - 1) / 64 + 1) * 16;
    recorder.launch(
        STEP,
        recorder.elementwise(threads, shape.replicas(), STEP.threads()),
        arguments.noise(op.eps()).matrix(op.out()).pointer(recorder.state()));
  }

  static void record(InnerProduct op, Recorder recorder) {
    Shape shape = op.a().shape();
    long blocks = (shape.matrixElements() - 1) / CHUNK + 1;
    recorder.launch(
        PRODUCT,
        new Grid(Math.toIntExact(blocks), Math.min(shape.replicas(), Grid.MAX_YZ), 1),
        new Arguments()
            .matrix(op.a())
            .matrix(op.b())
            .matrix(op.out())
            .pointer(recorder.doubles(blocks * shape.replicas()))
            .pointer(recorder.counters(shape.replicas()))
            .integer(CHUNK));
  }

  static void record(SelectReplicas op, Recorder recorder) {
    recorder.launch(
        SELECT,
        byFours(op.target().shape(), SELECT, recorder),
        new Arguments().matrix(op.mask()).matrix(op.source()).matrix(op.target()));
  }

  private static Grid byFours(Shape shape, Kernel kernel, Recorder recorder) {
    return recorder.elementwise(
        (shape.matrixElements() + 3) / 4, shape.replicas(), kernel.threads());
  }
}
