package dev.credence.backend.cuda;

import dev.credence.op.Activate;
import dev.credence.op.ActivateBackward;
import dev.credence.op.Dropout;
import dev.credence.op.DropoutBackward;
import dev.credence.op.LossOp;
import dev.credence.op.Moments;
import dev.credence.op.Op;
import dev.credence.op.PredictSample;

/** Finds the launches of an operation. */
final class Compiler {
  private Compiler() {}

  static void record(Op op, Recorder recorder) {
    if (op instanceof Activate o) {
      ActivateLaunches.record(o, recorder);
    } else if (op instanceof ActivateBackward o) {
      ActivateLaunches.record(o, recorder);
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
    } else {
      throw new UnsupportedOperationException("no kernel for " + op.name());
    }
  }
}
