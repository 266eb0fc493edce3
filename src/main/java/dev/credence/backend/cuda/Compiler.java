package dev.credence.backend.cuda;

import dev.credence.op.Activate;
import dev.credence.op.ActivateBackward;
import dev.credence.op.LossOp;
import dev.credence.op.Op;

/** Finds the launches of an operation. */
final class Compiler {
  private Compiler() {}

  static void record(Op op, Recorder recorder) {
    if (op instanceof Activate o) {
      ActivateLaunches.record(o, recorder);
    } else if (op instanceof ActivateBackward o) {
      ActivateLaunches.record(o, recorder);
    } else if (op instanceof LossOp o) {
      LossLaunches.record(o, recorder);
    } else {
      throw new UnsupportedOperationException("no kernel for " + op.name());
    }
  }
}
