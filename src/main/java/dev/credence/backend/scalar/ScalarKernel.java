package dev.credence.backend.scalar;

import dev.credence.backend.StepState;

/** One operation with its operands resolved, ready to run. */
interface ScalarKernel {
  void run(StepState state);
}
