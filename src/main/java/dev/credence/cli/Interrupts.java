package dev.credence.cli;

import dev.credence.inference.EpochReport;
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

  /** The display, closing with it, of a training that ends when asked to. */
  TrainingDisplay stopping(TrainingDisplay display) {
    return new TrainingDisplay() {
      @Override
      public void onStep(long step, long steps, double negativeLogLikelihood, double klTerm) {
        display.onStep(step, steps, negativeLogLikelihood, klTerm);
      }

      @Override
      public void onEpoch(EpochReport report) {
        display.onEpoch(report);
      }

      @Override
      public boolean stopRequested() {
        return requested();
      }

      @Override
      public void close() {
        display.close();
      }
    };
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
