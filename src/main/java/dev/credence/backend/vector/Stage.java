package dev.credence.backend.vector;

/**
 * A step of a program that falls into parts. Parts may run in any order and at the same time; a
 * stage starts when all parts of the one before are done. The number of parts and what each does
 * follow from shapes alone, so results do not depend on the number of threads.
 */
interface Stage {
  /** Number of parts, at least 1. */
  int parts();

  /** Runs one part; must not allocate. */
  void run(int part, Worker worker);
}
