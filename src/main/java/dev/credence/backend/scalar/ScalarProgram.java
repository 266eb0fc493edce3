package dev.credence.backend.scalar;

import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.op.Op;
import java.util.List;

/** Kernels in order. */
final class ScalarProgram implements Program {
  private final List<Op> ops;
  private final StepState state;
  private final ScalarKernel[] kernels;

  ScalarProgram(List<Op> ops, StepState state) {
    this.ops = List.copyOf(ops);
    this.state = state;
    this.kernels = this.ops.stream().map(ScalarKernels::of).toArray(ScalarKernel[]::new);
  }

  @Override
  public void run() {
    for (ScalarKernel kernel : kernels) {
      kernel.run(state);
    }
  }

  @Override
  public List<Op> ops() {
    return ops;
  }

  @Override
  public StepState state() {
    return state;
  }
}
