package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Grid;
import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.op.GaussianKl;
import dev.credence.op.GaussianPrior;
import dev.credence.op.ScaleMixtureKl;
import dev.credence.tensor.Tensor;
import java.util.List;

/** {@code kernels/penalty.cu}. */
final class PenaltyLaunches {
  static final Kernel GAUSSIAN = new Kernel("penalty", "gaussian_kl", 256, "Lpppii");
  static final Kernel PRIOR = new Kernel("penalty", "gaussian_prior", 256, "MMMMMpppi");
  static final Kernel MIXTURE = new Kernel("penalty", "scale_mixture_kl", 256, "MMNMMMpppiffff");

  /** Tensors of one closed-form divergence in a list. */
  private static final int OPERANDS = 6;

  /** Most operations of one launch. */
  static final int MOST = MatrixList.MOST / OPERANDS;

  /** Elements that a block of a closed form sums. */
  static final int CHUNK = 2048;

  private static final double HALF_LOG_2_PI = Math.log(2 * Math.PI) / 2;

  private PenaltyLaunches() {}

  /** Operations of equal replicas and scale parameterization. */
  static void record(List<GaussianKl> ops, Recorder recorder) {
    MatrixList list = new MatrixList();
    long blocks = 0;
    for (GaussianKl op : ops) {
      add(list, op);
      blocks += blocks(op.mu());
    }
    GaussianKl any = ops.get(0);
    int replicas = any.mu().shape().replicas();
    recorder.launch(
        GAUSSIAN,
        new Grid(Math.toIntExact(blocks), Math.min(replicas, Grid.MAX_YZ), 1),
        new Arguments()
            .list(list)
            .pointer(recorder.doubles(blocks * replicas))
            .pointer(recorder.counters((long) ops.size() * replicas))
            .pointer(recorder.state())
            .integer(any.scale().ordinal())
            .integer(CHUNK));
  }

  /** Appends the operands of a closed-form divergence in the order that kernels expect. */
  static void add(MatrixList list, GaussianKl op) {
    list.add(op.mu()).add(op.rho()).add(op.prior()).add(op.kl()).add(op.dmu()).add(op.drho());
  }

  /** Blocks that work on a tensor in chunks. */
  static long blocks(Tensor tensor) {
    return (tensor.shape().matrixElements() - 1) / CHUNK + 1;
  }

  static void record(GaussianPrior op, Recorder recorder) {
    int replicas = op.parameters().shape().replicas();
    long blocks = blocks(op.parameters());
    recorder.launch(
        PRIOR,
        new Grid(Math.toIntExact(blocks), Math.min(replicas, Grid.MAX_YZ), 1),
        new Arguments()
            .matrix(op.parameters())
            .matrix(op.mean())
            .matrix(op.precision())
            .matrix(op.energy())
            .gradient(op.gradient())
            .pointer(recorder.doubles(blocks * replicas))
            .pointer(recorder.counters(replicas))
            .pointer(recorder.state())
            .integer(CHUNK));
  }

  static void record(ScaleMixtureKl op, Recorder recorder) {
    int replicas = op.mu().shape().replicas();
    // A thread for each noise block of 4 elements, whole groups of 64 of them.
    long threads = ((op.mu().shape().matrixElements() - 1) / 64 + 1) * 16;
    long blocks = (threads - 1) / MIXTURE.threads() + 1;
    double log1 = Math.log(op.pi()) - Math.log(op.sigma1()) - HALF_LOG_2_PI;
    double log2 = Math.log1p(-op.pi()) - Math.log(op.sigma2()) - HALF_LOG_2_PI;
    recorder.launch(
        MIXTURE,
        new Grid(Math.toIntExact(blocks), Math.min(replicas, Grid.MAX_YZ), 1),
        new Arguments()
            .matrix(op.mu())
            .matrix(op.rho())
            .noise(op.eps())
            .matrix(op.kl())
            .gradient(op.dmu())
            .gradient(op.drho())
            .pointer(recorder.doubles(blocks * op.kl().shape().replicas()))
            .pointer(recorder.counters(replicas))
            .pointer(recorder.state())
            .integer(op.scale().ordinal())
            .real((float) log1)
            .real((float) log2)
            .real((float) (1 / ((double) op.sigma1() * op.sigma1())))
            .real((float) (1 / ((double) op.sigma2() * op.sigma2()))));
  }
}
