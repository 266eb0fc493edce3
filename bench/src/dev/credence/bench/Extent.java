package dev.credence.bench;

/** How much of the suite runs. */
enum Extent {
  /** What {@link Quick} names, in one short fork. */
  QUICK,
  /** What {@link Usual} names: the tables of README. */
  USUAL,
  /** Every value of every parameter. */
  ALL
}
