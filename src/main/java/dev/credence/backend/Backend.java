package dev.credence.backend;

import dev.credence.op.Op;
import dev.credence.tensor.Arena;
import java.util.List;

/** A machine that holds tensors and runs programs on them. Thread-safe. */
public interface Backend extends AutoCloseable {
  /** Short lower-case name: scalar, vector, cuda. */
  String name();

  /** One line for people: what the backend runs on. */
  String description();

  /** A new arena in this backend's memory. */
  Arena newArena();

  /**
   * Prepares operations to run in order, again and again. The tensors must lie in arenas of this
   * backend and stay open while the program is used.
   */
  Program compile(List<Op> ops, StepState state);

  /**
   * Rows that a program should predict at once, at most: more make its fixed costs smaller beside
   * its work, and its activations larger than what is near.
   */
  default int rowsAtOnce() {
    return 1024;
  }

  /** Releases threads and devices. */
  @Override
  void close();
}
