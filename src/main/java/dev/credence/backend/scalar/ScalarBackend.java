package dev.credence.backend.scalar;

import dev.credence.backend.Backend;
import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.op.Op;
import dev.credence.tensor.Arena;
import dev.credence.tensor.HeapAllocator;
import java.util.List;

/** Plain Java loops on one thread: the reference, and the backend of last resort. */
public final class ScalarBackend implements Backend {
  static final String NAME = "scalar";

  private final HeapAllocator allocator = new HeapAllocator(NAME);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "plain Java loops, one thread";
  }

  @Override
  public Arena newArena() {
    return new Arena(allocator);
  }

  @Override
  public Program compile(List<Op> ops, StepState state) {
    return new ScalarProgram(ops, state);
  }

  @Override
  public void close() {}
}
