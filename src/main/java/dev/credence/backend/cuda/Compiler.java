package dev.credence.backend.cuda;

import dev.credence.op.Activate;
import dev.credence.op.ActivateBackward;
import dev.credence.op.MatMul;
import dev.credence.op.MatMulBackward;
import dev.credence.op.Op;

/** Finds the launches of an operation. */
final class Compiler {
  private Compiler() {}

  static void record(Op op, Recorder recorder) {
    if (op instanceof Activate o) {
      ActivateLaunches.record(o, recorder);
    } else if (op instanceof ActivateBackward o) {
      ActivateLaunches.record(o, recorder);
    } else if (op instanceof MatMul o && recorder.libraryServes(o.flops())) {
      BlasLaunches.record(o, recorder);
    } else if (op instanceof MatMulBackward o && recorder.libraryServes(o.flops())) {
      BlasLaunches.record(o, recorder);
    } else {
      throw new UnsupportedOperationException("no kernel for " + op.name());
    }
  }
}
