package dev.credence.backend.vector;

import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.op.Op;
import java.util.List;

/** Stages in order, run by the backend's pool. */
final class VectorProgram implements Program {
  private final List<Op> ops;
  private final StepState state;
  private final WorkerPool pool;
  private final Job job;

  VectorProgram(List<Op> ops, StepState state, WorkerPool pool) {
    this.ops = List.copyOf(ops);
    this.state = state;
    this.pool = pool;
    this.job = Compiler.compile(this.ops, state, pool.threads());
  }

  @Override
  public void run() {
    if (pool.isClosed()) {
      throw new IllegalStateException("the backend of this program was closed [vector]");
    }
    pool.run(job);
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
