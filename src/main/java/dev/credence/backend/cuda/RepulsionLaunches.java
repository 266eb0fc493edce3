package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Grid;
import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.op.Repulsion;
import dev.credence.tensor.Shape;

/** {@code kernels/repulsion.cu}. */
final class RepulsionLaunches {
  static final Kernel DISTANCES = new Kernel("repulsion", "repulsion_distances", 256, "MiMppi");
  static final Kernel WEIGHTS = new Kernel("repulsion", "repulsion_weights", 256, "MMMppf");
  static final Kernel FORCE = new Kernel("repulsion", "repulsion_force", 256, "MipM");

  /** Elements of a pair that a block sums. */
  private static final int CHUNK = 2048;

  private RepulsionLaunches() {}

  static void record(Repulsion op, Recorder recorder) {
    Shape shape = op.f().shape();
    int members = shape.replicas();
    long pairs = (long) members * (members - 1) / 2;
    long blocks = ((long) shape.rows() * op.columns() - 1) / CHUNK + 1;
    if (pairs > 0) {
      int most = Math.min(members, Grid.MAX_YZ);
      recorder.launch(
          DISTANCES,
          new Grid(Math.toIntExact(blocks), most, most),
          new Arguments()
              .matrix(op.f())
              .integer(op.columns())
              .matrix(op.squaredDistances())
              .pointer(recorder.doubles(blocks * pairs))
              .pointer(recorder.counters(pairs))
              .integer(CHUNK));
    }
    long weights = recorder.scratch((long) members * members);
    recorder.launch(
        WEIGHTS,
        new Grid(1, 1, 1),
        new Arguments()
            .matrix(op.squaredDistances())
            .matrix(op.bandwidth())
            .matrix(op.energy())
            .pointer(weights)
            .pointer(recorder.state())
            .real(op.beta()));
    if (op.df() != null) {
      long packs = (shape.matrixElements() + 3) / 4;
      recorder.launch(
          FORCE,
          recorder.elementwise(packs, members, FORCE.threads()),
          new Arguments().matrix(op.f()).integer(op.columns()).pointer(weights).gradient(op.df()));
    }
  }
}
