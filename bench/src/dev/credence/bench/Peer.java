package dev.credence.bench;

/**
 * A library that people would use instead. Implementations lie in bench/peers-java and are reached
 * by name only; their constructors take no arguments and touch no native code.
 */
public interface Peer {
  /** Whether there is a form of this work. */
  boolean does(String form, Work work);

  /** Name and version of the library, for the report; loads it. */
  String description();

  /**
   * The library on so many threads.
   *
   * @param form which of the names under which the peer takes part
   */
  Contender open(String form, int threads);
}
