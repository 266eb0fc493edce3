package dev.credence.backend;

import dev.credence.op.Op;
import java.util.function.Function;

/**
 * One operation with its tensors: serves parity, replay, allocation and planted-bug tests.
 *
 * @param type record of the operation
 * @param detail what distinguishes the case
 * @param build makes tensors and operation
 */
record OpCase(Class<? extends Op> type, String detail, Function<Fixture, Op> build) {
  /** A fixture with contents that follow from the case's name; every other case is guarded. */
  Fixture fixture(Backend backend) {
    int hash = name().hashCode();
    return new Fixture(backend, hash, (hash & 1) == 0);
  }

  String name() {
    return type.getSimpleName() + " " + detail;
  }

  @Override
  public String toString() {
    return name();
  }
}
