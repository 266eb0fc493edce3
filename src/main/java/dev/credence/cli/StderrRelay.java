package dev.credence.cli;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The launcher's child process that passes stderr on. It must have passed on everything before this
 * process ends, or whoever reads a log right after the command may find it unfinished.
 */
final class StderrRelay {
  private static final String PROPERTY = "credence.stderr";
  private static final long PATIENCE_SECONDS = 2;

  private StderrRelay() {}

  /** Closes stderr and waits for the relay, where there is one. */
  static void drain() {
    Long pid = Long.getLong(PROPERTY);
    Optional<ProcessHandle> relay = pid == null ? Optional.empty() : ProcessHandle.of(pid);
    if (relay.isEmpty()) {
      return;
    }
    System.err.close();
    try {
      relay.get().onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
      // Somebody reads slowly; the relay goes on without us.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
