package dev.credence.model;

import dev.credence.inference.EpochReport;
import dev.credence.inference.TrainingListener;
import java.time.Duration;

/** Writes checkpoints between steps, where the state is whole, and passes everything on. */
final class CheckpointListener implements TrainingListener {
  private final TrainingListener listener;
  private final Runnable write;
  private final long intervalNanos;
  private long last = System.nanoTime();

  CheckpointListener(TrainingListener listener, Duration interval, Runnable write) {
    this.listener = listener;
    this.write = write;
    this.intervalNanos = interval.toNanos();
  }

  @Override
  public void onStep(long step, long steps, double negativeLogLikelihood, double klTerm) {
    listener.onStep(step, steps, negativeLogLikelihood, klTerm);
  }

  @Override
  public void onEpoch(EpochReport report) {
    listener.onEpoch(report);
  }

  @Override
  public boolean stopRequested() {
    boolean stopped = listener.stopRequested();
    if (!stopped && System.nanoTime() - last >= intervalNanos) {
      write.run();
      last = System.nanoTime();
    }
    return stopped;
  }
}
