package dev.credence.study;

import dev.credence.inference.EpochReport;
import dev.credence.inference.TrainingListener;

/** One display of several trainings, in shares of the whole work. */
final class Progress implements AutoCloseable {
  /** Steps shown for a unit of work. */
  private static final int RESOLUTION = 100;

  private final TrainingListener display;
  private final long work;
  private long done;
  private long current;

  /**
   * @param display closed with this, where it can be
   * @param work sum of the costs of all trainings, in any unit
   */
  Progress(TrainingListener display, long work) {
    this.display = display;
    this.work = work;
  }

  /**
   * The listener of the next training.
   *
   * @param cost of that training, in the unit of the work
   */
  TrainingListener next(long cost) {
    done += current;
    current = cost;
    return new TrainingListener() {
      @Override
      public void onStep(long step, long steps, double negativeLogLikelihood, double klTerm) {
        long now = done * RESOLUTION + cost * RESOLUTION * step / steps;
        display.onStep(now, work * RESOLUTION, negativeLogLikelihood, klTerm);
      }

      @Override
      public void onEpoch(EpochReport report) {
        display.onEpoch(report);
      }

      @Override
      public boolean stopRequested() {
        return display.stopRequested();
      }
    };
  }

  @Override
  public void close() {
    close(display);
  }

  /** Closes a display that can be closed. */
  static void close(TrainingListener display) {
    if (display instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException("the progress display did not close", e);
      }
    }
  }
}
