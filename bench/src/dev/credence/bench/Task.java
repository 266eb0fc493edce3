package dev.credence.bench;

import java.util.Map;

/** A piece of work made ready on one contender. One thread at a time uses it. */
public interface Task extends AutoCloseable {
  /** Does the work once more. */
  void run();

  /**
   * Does the work once with the noise of {@link Work#inputs} and returns what comes out by name,
   * row-major. To be called before the first {@link #run}, which may change what is trained.
   */
  Map<String, float[]> results();

  @Override
  void close();
}
