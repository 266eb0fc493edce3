package dev.credence.backend;

import dev.credence.op.Op;
import java.util.List;

/** A compiled list of operations. One thread at a time may run it; a run allocates nothing. */
public interface Program {
  /** Runs every operation once. */
  void run();

  /** The operations in order. */
  List<Op> ops();

  /** The state that the operations read. */
  StepState state();

  /** A table of the operations with shapes, flops and bytes. */
  default String explain() {
    return Explain.table(this);
  }
}
