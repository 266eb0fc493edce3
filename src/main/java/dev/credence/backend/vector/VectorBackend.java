package dev.credence.backend.vector;

import dev.credence.backend.Backend;
import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.op.Op;
import dev.credence.tensor.Arena;
import dev.credence.tensor.HeapAllocator;
import java.util.List;

/**
 * The CPU by the Vector API and a fixed pool of threads. Results do not depend on the number of
 * threads.
 */
public final class VectorBackend implements Backend {
  static final String NAME = "vector";

  private final HeapAllocator allocator = new HeapAllocator(NAME);
  private final WorkerPool pool;

  /** A backend that computes on {@code threads} threads, the calling thread counted. */
  public VectorBackend(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("at least 1 thread is needed, not " + threads);
    }
    pool = new WorkerPool(threads);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    int threads = pool.threads();
    return "Vector API, %d float lanes, %d %s"
        .formatted(Lanes.L, threads, threads == 1 ? "thread" : "threads");
  }

  @Override
  public Arena newArena() {
    return new Arena(allocator);
  }

  @Override
  public Program compile(List<Op> ops, StepState state) {
    if (pool.isClosed()) {
      throw new IllegalStateException("the backend was closed [vector]");
    }
    return new VectorProgram(ops, state, pool);
  }

  @Override
  public void close() {
    pool.close();
  }
}
