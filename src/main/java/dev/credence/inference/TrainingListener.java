package dev.credence.inference;

/** Watches a training run. */
public interface TrainingListener {
  /** A listener that does nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /** After every step: the mean loss terms of the epoch so far. */
  default void onStep(long step, long steps, double negativeLogLikelihood, double klTerm) {}

  /** After every epoch. */
  default void onEpoch(EpochReport report) {}

  /** Asked before every step; true ends training with the state as it is. */
  default boolean stopRequested() {
    return false;
  }
}
