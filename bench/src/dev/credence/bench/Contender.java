package dev.credence.bench;

/** Someone who does work: a backend of the engine, or a peer. */
public interface Contender extends AutoCloseable {
  /**
   * Makes work ready.
   *
   * @throws IllegalArgumentException where {@link Contenders#does} says that there is no form of it
   */
  Task prepare(Work work);

  @Override
  void close();
}
