package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Grid;
import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.op.Adam;
import dev.credence.op.ClipGlobalNorm;
import dev.credence.op.OptimizerOp;
import dev.credence.op.Sgd;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;

/** {@code kernels/optimizer.cu}. */
final class OptimizerLaunches {
  static final Kernel NORM = new Kernel("optimizer", "global_norm", 256, "MMppi");
  static final Kernel CLIP = new Kernel("optimizer", "clip", 256, "MMf");
  static final Kernel ADAM = new Kernel("optimizer", "adam", 256, "MMMMMfpffffff");
  static final Kernel SGD = new Kernel("optimizer", "sgd", 256, "MMMMfpff");

  /** Elements that a block of the norm sums. */
  private static final int CHUNK = 2048;

  private OptimizerLaunches() {}

  static void record(OptimizerOp op, Recorder recorder) {
    if (op instanceof ClipGlobalNorm clip) {
      norm(clip, recorder);
      recorder.launch(
          CLIP,
          grid(recorder, clip.gradients(), CLIP),
          new Arguments().matrix(clip.gradients()).matrix(clip.norm()).real(clip.maxNorm()));
    } else {
      update(op, null, recorder);
    }
  }

  /** Clipping and the update that it stands before: the update scales the gradients. */
  static void record(ClipGlobalNorm clip, OptimizerOp update, Recorder recorder) {
    norm(clip, recorder);
    update(update, clip, recorder);
  }

  private static void norm(ClipGlobalNorm op, Recorder recorder) {
    Shape shape = op.gradients().shape();
    long blocks = (shape.matrixElements() - 1) / CHUNK + 1;
    recorder.launch(
        NORM,
        new Grid(Math.toIntExact(blocks), Math.min(shape.replicas(), Grid.MAX_YZ), 1),
        new Arguments()
            .matrix(op.gradients())
            .matrix(op.norm())
            .pointer(recorder.doubles(blocks * shape.replicas()))
            .pointer(recorder.counters(shape.replicas()))
            .integer(CHUNK));
  }

  private static void update(OptimizerOp op, ClipGlobalNorm clip, Recorder recorder) {
    Tensor norm = clip == null ? null : clip.norm();
    float maxNorm = clip == null ? 0 : clip.maxNorm();
    if (op instanceof Adam adam) {
      recorder.launch(
          ADAM,
          grid(recorder, adam.parameters(), ADAM),
          new Arguments()
              .matrix(adam.parameters())
              .matrix(adam.gradients())
              .matrix(adam.m())
              .matrix(adam.v())
              .matrix(norm)
              .real(maxNorm)
              .pointer(recorder.state())
              .real(adam.beta1())
              .real(adam.beta2())
              .real((float) (1 - (double) adam.beta1()))
              .real((float) (1 - (double) adam.beta2()))
              .real(adam.epsilon())
              .real(adam.weightDecay()));
    } else {
      Sgd sgd = (Sgd) op;
      recorder.launch(
          SGD,
          grid(recorder, sgd.parameters(), SGD),
          new Arguments()
              .matrix(sgd.parameters())
              .matrix(sgd.gradients())
              .matrix(sgd.velocity())
              .matrix(norm)
              .real(maxNorm)
              .pointer(recorder.state())
              .real(sgd.momentum())
              .real(sgd.weightDecay()));
    }
  }

  /** Threads for the elements by fours. */
  private static Grid grid(Recorder recorder, Tensor tensor, Kernel kernel) {
    Shape shape = tensor.shape();
    long packs = (shape.matrixElements() + 3) / 4;
    return recorder.elementwise(packs, shape.replicas(), kernel.threads());
  }
}
