package dev.credence.study;

/** Watches a study of many trainings, of which several run at the same time. */
public interface StudyProgress {
  /** A listener that does nothing. */
  StudyProgress NONE = new StudyProgress() {};

  /**
   * Something was done; called from every thread that trains.
   *
   * @param done trainings done so far, with the fractions of those that run
   * @param all trainings of the study
   */
  default void onStep(double done, int all) {}

  /** A training ended; {@code summary} says which and how. */
  default void onTraining(String summary) {}

  /** Asked all the time; true ends the study, which loses the trainings that run. */
  default boolean stopRequested() {
    return false;
  }
}
