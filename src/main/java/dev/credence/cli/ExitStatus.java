package dev.credence.cli;

/** Exit statuses; a contract. */
final class ExitStatus {
  static final int SUCCESS = 0;

  /** A check failed. */
  static final int CHECK_FAILED = 1;

  /** Bad usage or bad input, told in one sentence on stderr. */
  static final int BAD_INPUT = 2;

  /** Plus the signal's number: ended by a signal, as shells count it. */
  static final int SIGNAL = 128;

  private ExitStatus() {}
}
