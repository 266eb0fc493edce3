package dev.credence.backend.cuda;

import dev.credence.backend.FeedForward;
import dev.credence.op.Activate;
import dev.credence.op.ActivateBackward;
import dev.credence.op.Adam;
import dev.credence.op.ClipGlobalNorm;
import dev.credence.op.Dropout;
import dev.credence.op.DropoutBackward;
import dev.credence.op.FlipoutMatMul;
import dev.credence.op.FlipoutMatMulBackward;
import dev.credence.op.GatherRows;
import dev.credence.op.GaussianKl;
import dev.credence.op.GaussianPrior;
import dev.credence.op.InnerProduct;
import dev.credence.op.LangevinStep;
import dev.credence.op.LocalReparameterizedMatMul;
import dev.credence.op.LocalReparameterizedMatMulBackward;
import dev.credence.op.LossOp;
import dev.credence.op.MatMul;
import dev.credence.op.MatMulBackward;
import dev.credence.op.Moments;
import dev.credence.op.Op;
import dev.credence.op.OptimizerOp;
import dev.credence.op.PredictSample;
import dev.credence.op.Repulsion;
import dev.credence.op.SampleGaussian;
import dev.credence.op.SampleGaussianBackward;
import dev.credence.op.SampledMatMul;
import dev.credence.op.SampledMatMulBackward;
import dev.credence.op.ScaleMixtureKl;
import dev.credence.op.SelectReplicas;
import java.util.List;

/** Finds the launches of operations. */
final class Compiler {
  private Compiler() {}

  /** The launches of a group that {@link Fusion} has put together. */
  static void record(List<Op> group, Recorder recorder) {
    Op first = group.get(0);
    FeedForward network = FeedForward.at(group, 0, 0);
    if (network != null) {
      FeedForwardLaunches.record(network, recorder);
    } else if (first instanceof GatherRows) {
      GatherLaunches.record(all(group, GatherRows.class), recorder);
    } else if (first instanceof GaussianKl && group.get(group.size() - 1) instanceof Adam adam) {
      List<Op> penalties = group.subList(0, group.size() - 1);
      UpdateLaunches.record(all(penalties, GaussianKl.class), adam, recorder);
    } else if (first instanceof GaussianKl) {
      PenaltyLaunches.record(all(group, GaussianKl.class), recorder);
    } else if (group.size() == 2 && group.get(1) instanceof Activate then) {
      record(first, then, recorder);
    } else if (group.size() == 2) {
      OptimizerLaunches.record((ClipGlobalNorm) first, (OptimizerOp) group.get(1), recorder);
    } else {
      record(first, recorder);
    }
  }

  /** A product and the activation of its result. */
  private static void record(Op op, Activate then, Recorder recorder) {
    if (op instanceof FlipoutMatMul o) {
      FlipoutLaunches.record(o, then, recorder);
    } else if (op instanceof LocalReparameterizedMatMul o) {
      LocalLaunches.record(o, then, recorder);
    } else if (op instanceof MatMul o) {
      ProductLaunches.record(o, then, recorder);
    } else {
      SampledLaunches.record((SampledMatMul) op, then, recorder);
    }
  }

  private static <T extends Op> List<T> all(List<Op> group, Class<T> type) {
    return group.stream().map(type::cast).toList();
  }

  private static void record(Op op, Recorder recorder) {
    if (op instanceof Activate o) {
      ActivateLaunches.record(o, recorder);
    } else if (op instanceof ActivateBackward o) {
      ActivateLaunches.record(o, recorder);
    } else if (op instanceof LangevinStep o) {
      ChainLaunches.record(o, recorder);
    } else if (op instanceof InnerProduct o) {
      ChainLaunches.record(o, recorder);
    } else if (op instanceof SelectReplicas o) {
      ChainLaunches.record(o, recorder);
    } else if (op instanceof OptimizerOp o) {
      OptimizerLaunches.record(o, recorder);
    } else if (op instanceof GaussianPrior o) {
      PenaltyLaunches.record(o, recorder);
    } else if (op instanceof ScaleMixtureKl o) {
      PenaltyLaunches.record(o, recorder);
    } else if (op instanceof Repulsion o) {
      RepulsionLaunches.record(o, recorder);
    } else if (op instanceof Dropout o) {
      DropoutLaunches.record(o, recorder);
    } else if (op instanceof DropoutBackward o) {
      DropoutLaunches.record(o, recorder);
    } else if (op instanceof LossOp o) {
      LossLaunches.record(o, recorder);
    } else if (op instanceof Moments o) {
      MomentsLaunches.record(o, recorder);
    } else if (op instanceof PredictSample o) {
      PredictSampleLaunches.record(o, recorder);
    } else if (op instanceof FlipoutMatMul o) {
      FlipoutLaunches.record(o, null, recorder);
    } else if (op instanceof FlipoutMatMulBackward o) {
      FlipoutLaunches.record(o, recorder);
    } else if (op instanceof LocalReparameterizedMatMul o) {
      LocalLaunches.record(o, null, recorder);
    } else if (op instanceof LocalReparameterizedMatMulBackward o) {
      LocalLaunches.record(o, recorder);
    } else if (op instanceof MatMul o) {
      ProductLaunches.record(o, null, recorder);
    } else if (op instanceof MatMulBackward o) {
      ProductLaunches.record(o, recorder);
    } else if (op instanceof SampleGaussian o) {
      SampleGaussianLaunches.record(o, recorder);
    } else if (op instanceof SampleGaussianBackward o) {
      SampleGaussianLaunches.record(o, recorder);
    } else if (op instanceof SampledMatMul o) {
      SampledLaunches.record(o, null, recorder);
    } else if (op instanceof SampledMatMulBackward o) {
      SampledLaunches.record(o, recorder);
    } else {
      throw new UnsupportedOperationException("no kernel for " + op.name());
    }
  }
}
