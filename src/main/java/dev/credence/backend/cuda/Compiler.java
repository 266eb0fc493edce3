package dev.credence.backend.cuda;

import dev.credence.op.Activate;
import dev.credence.op.ActivateBackward;
import dev.credence.op.FlipoutMatMul;
import dev.credence.op.FlipoutMatMulBackward;
import dev.credence.op.LocalReparameterizedMatMul;
import dev.credence.op.LocalReparameterizedMatMulBackward;
import dev.credence.op.MatMul;
import dev.credence.op.MatMulBackward;
import dev.credence.op.Op;
import dev.credence.op.SampleGaussian;
import dev.credence.op.SampleGaussianBackward;
import dev.credence.op.SampledMatMul;
import dev.credence.op.SampledMatMulBackward;

/** Finds the launches of an operation. */
final class Compiler {
  private Compiler() {}

  static void record(Op op, Recorder recorder) {
    if (op instanceof Activate o) {
      ActivateLaunches.record(o, recorder);
    } else if (op instanceof ActivateBackward o) {
      ActivateLaunches.record(o, recorder);
    } else if (op instanceof FlipoutMatMul o) {
      FlipoutLaunches.record(o, recorder);
    } else if (op instanceof FlipoutMatMulBackward o) {
      FlipoutLaunches.record(o, recorder);
    } else if (op instanceof LocalReparameterizedMatMul o) {
      LocalLaunches.record(o, recorder);
    } else if (op instanceof LocalReparameterizedMatMulBackward o) {
      LocalLaunches.record(o, recorder);
    } else if (op instanceof MatMul o) {
      ProductLaunches.record(o, recorder);
    } else if (op instanceof MatMulBackward o) {
      ProductLaunches.record(o, recorder);
    } else if (op instanceof SampleGaussian o) {
      SampleGaussianLaunches.record(o, recorder);
    } else if (op instanceof SampleGaussianBackward o) {
      SampleGaussianLaunches.record(o, recorder);
    } else if (op instanceof SampledMatMul o) {
      SampledLaunches.record(o, recorder);
    } else if (op instanceof SampledMatMulBackward o) {
      SampledLaunches.record(o, recorder);
    } else {
      throw new UnsupportedOperationException("no kernel for " + op.name());
    }
  }
}
