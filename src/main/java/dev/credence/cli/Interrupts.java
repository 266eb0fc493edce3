package dev.credence.cli;

import java.util.List;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ctrl-C and termination while long work runs: the first asks the work to stop in good order, the
 * second ends the process at once. Closing gives the signals back.
 */
final class Interrupts implements AutoCloseable {
  private static final List<String> SIGNALS = List.of("INT", "TERM");

  private final SignalHandler[] previous = new SignalHandler[SIGNALS.size()];
  private volatile int received;

  Interrupts() {
    for (int i = 0; i < previous.length; i++) {
      previous[i] = Signal.handle(new Signal(SIGNALS.get(i)), this::receive);
    }
  }

  /** Whether to stop. */
  boolean requested() {
    return received != 0;
  }

  /** The exit status that tells the signal. */
  int exitStatus() {
    return ExitStatus.SIGNAL + received;
  }

  private void receive(Signal signal) {
    if (requested()) {
      Runtime.getRuntime().halt(ExitStatus.SIGNAL + signal.getNumber());
    }
    received = signal.getNumber();
  }

  @Override
  public void close() {
    for (int i = 0; i < previous.length; i++) {
      Signal.handle(new Signal(SIGNALS.get(i)), previous[i]);
    }
  }
}
