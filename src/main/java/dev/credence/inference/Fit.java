package dev.credence.inference;

import java.util.List;

/** One training run: it can be watched, stopped, saved, continued bit for bit, and asked for. */
public interface Fit extends AutoCloseable {
  /** Trains to the end of the schedule, to early stopping, or until the listener asks to stop. */
  void run(TrainingListener listener);

  /** Whether the run has ended by itself. */
  boolean finished();

  /** Steps of the whole schedule. */
  long steps();

  /** Reports of all epochs so far. */
  List<EpochReport> history();

  /** The network with the numbers found so far. */
  FittedNetwork fitted();

  /** How far the result so far can be trusted; nothing where the method cannot tell. */
  default Diagnostics diagnostics() {
    return Diagnostics.NONE;
  }

  /** A copy of the whole state. */
  TrainingState state();

  /** Continues from a state of a run with the same network, data and options. */
  void restore(TrainingState saved);

  @Override
  void close();
}
