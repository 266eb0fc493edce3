package dev.credence.backend.vector;

/** Numbers of the scratch arrays that every worker has; each serves within one part only. */
final class Slots {
  // Floats. ZEROS is never written.
  static final int PACKED = 0;
  static final int SECOND = 1;
  static final int EDGE = 2;
  static final int START = 3;
  static final int BLOCK_A = 4;
  static final int BLOCK_B = 5;
  static final int BLOCK_C = 6;
  static final int BLOCK_D = 7;
  static final int BLOCK_E = 8;
  static final int BLOCK_F = 9;
  static final int SUM = 10;
  static final int ZEROS = 11;
  static final int FLOOR = 12;

  // Ints.
  static final int WORDS_IN = 0;
  static final int WORDS_OUT = 1;
  static final int LANES = 2;

  private Slots() {}
}
