package dev.credence.bench;

import dev.credence.backend.Backend;
import java.util.Map;

/** A piece of work that backends and peers do alike. Implementations are records. */
public interface Work {
  /** What goes in by name, noise included, the way a peer has to be given it. */
  Map<String, Values> inputs();

  /** The work made ready on a backend, which stays open as long as the task. */
  Task on(Backend backend);

  /** What one run takes at least. */
  Cost cost();

  /**
   * Holds the results of a contender against those of the scalar backend.
   *
   * @throws IllegalStateException where they differ by more than rounding
   */
  default void check(String contender, Map<String, float[]> results) {
    Agreement.check(contender, results, References.of(this));
  }
}
