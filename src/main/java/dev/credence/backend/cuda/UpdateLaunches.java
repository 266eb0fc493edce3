package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Grid;
import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.op.Adam;
import dev.credence.op.GaussianKl;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** {@code kernels/update.cu}. */
final class UpdateLaunches {
  static final Kernel UPDATE = new Kernel("update", "gaussian_kl_adam", 256, "LiMMMMpppiiffffff");

  /** Most divergences of one launch: six tensors each, and the slices around them. */
  static final int MOST = 11;

  /** A run of elements of the parameters. */
  private record Run(long start, long count) {}

  private UpdateLaunches() {}

  /** Divergences of slices of the parameters that the optimiser then updates. */
  static void record(List<GaussianKl> ops, Adam adam, Recorder recorder) {
    MatrixList list = new MatrixList();
    long blocks = 0;
    for (GaussianKl op : ops) {
      PenaltyLaunches.add(list, op);
      blocks += PenaltyLaunches.blocks(op.mu());
    }
    Tensor parameters = adam.parameters();
    int replicas = parameters.shape().replicas();
    for (Run run : others(ops, parameters)) {
      Shape shape = new Shape(replicas, 1, Math.toIntExact(run.count));
      Tensor slice = parameters.slice(parameters.name(), run.start, shape);
      list.add(slice);
      blocks += PenaltyLaunches.blocks(slice);
    }
    recorder.launch(
        UPDATE,
        new Grid(Math.toIntExact(blocks), Math.min(replicas, Grid.MAX_YZ), 1),
        new Arguments()
            .list(list)
            .integer(ops.size())
            .matrix(parameters)
            .matrix(adam.gradients())
            .matrix(adam.m())
            .matrix(adam.v())
            .pointer(recorder.doubles(blocks * replicas))
            .pointer(recorder.counters((long) ops.size() * replicas))
            .pointer(recorder.state())
            .integer(ops.get(0).scale().ordinal())
            .integer(PenaltyLaunches.CHUNK)
            .real(adam.beta1())
            .real(adam.beta2())
            .real((float) (1 - (double) adam.beta1()))
            .real((float) (1 - (double) adam.beta2()))
            .real(adam.epsilon())
            .real(adam.weightDecay()));
  }

  /** What lies between the posteriors. */
  private static List<Run> others(List<GaussianKl> ops, Tensor parameters) {
    List<Run> taken = new ArrayList<>();
    for (GaussianKl op : ops) {
      for (Tensor part : List.of(op.mu(), op.rho())) {
        taken.add(new Run(start(part, parameters), part.shape().matrixElements()));
      }
    }
    taken.sort(Comparator.comparingLong(Run::start));
    taken.add(new Run(parameters.shape().matrixElements(), 0));
    List<Run> others = new ArrayList<>();
    long at = 0;
    for (Run run : taken) {
      if (run.start > at) {
        others.add(new Run(at, run.start - at));
      }
      at = run.start + run.count;
    }
    return others;
  }

  private static long start(Tensor part, Tensor whole) {
    return part.offset(0) - whole.offset(0);
  }

  /**
   * Whether the posteriors are slices of the parameters and their gradients the same slices of the
   * gradients, and nothing else is both written and used.
   */
  static boolean serves(List<GaussianKl> ops, Adam adam) {
    List<Tensor> gradients = List.of(adam.gradients());
    return ops.size() <= MOST
        && ops.stream().allMatch(op -> serves(op, adam))
        && !Overlap.any(gradients, adam.outputs())
        && !Overlap.of(adam.parameters(), adam.m())
        && !Overlap.of(adam.parameters(), adam.v())
        && !Overlap.of(adam.m(), adam.v());
  }

  private static boolean serves(GaussianKl op, Adam adam) {
    if (op.dmu() == null || op.drho() == null) {
      return false;
    }
    Tensor p = adam.parameters();
    Tensor g = adam.gradients();
    List<Tensor> others = List.of(op.prior(), op.kl());
    return isSlice(op.mu(), p)
        && isSlice(op.rho(), p)
        && isSlice(op.dmu().tensor(), g)
        && isSlice(op.drho().tensor(), g)
        && start(op.mu(), p) == start(op.dmu().tensor(), g)
        && start(op.rho(), p) == start(op.drho().tensor(), g)
        && !Overlap.of(op.mu(), op.rho())
        && !Overlap.any(others, List.of(p, g, adam.m(), adam.v()))
        && !Overlap.of(op.prior(), op.kl());
  }

  /** Whether every replica of a tensor lies at the same place of that replica of the other. */
  private static boolean isSlice(Tensor part, Tensor whole) {
    long start = start(part, whole);
    int replicas = whole.shape().replicas();
    return part.storage() == whole.storage()
        && part.shape().replicas() == replicas
        && (replicas == 1 || part.replicaStride() == whole.replicaStride())
        && start >= 0
        && start + part.shape().matrixElements() <= whole.shape().matrixElements();
  }
}
