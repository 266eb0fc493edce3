package dev.credence.inference;

import java.util.List;

/**
 * A run that fits a network to data, whatever the method: it can be watched, stopped, saved and
 * continued.
 */
public interface Fit extends AutoCloseable {
  /** Goes on to the end of the schedule, or until the listener asks to stop. */
  void run(TrainingListener listener);

  /** Whether the run has come to its end. */
  boolean finished();

  /** Steps of the whole schedule. */
  long steps();

  /** Reports of all epochs so far. */
  List<EpochReport> history();

  /** The result so far. */
  FittedNetwork fitted();

  /** A copy of the whole state. */
  TrainingState state();

  /** Continues from a state of a run with the same network, data and options. */
  void restore(TrainingState saved);

  @Override
  void close();
}
