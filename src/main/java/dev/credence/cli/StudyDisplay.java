package dev.credence.cli;

import dev.credence.study.StudyProgress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows a study of many trainings: one bar for all on a terminal, a line for each elsewhere. */
final class StudyDisplay implements StudyProgress, AutoCloseable {
  /** Steps of the bar for each training. */
  private static final int FINENESS = 100;

  private static final int MILLISECONDS = 200;

  private final PrintWriter err;
  private final Interrupts interrupts;
  private final String task;
  private final OptionalInt width;
  private ProgressBar bar;
  private double done;
  private int all;

  private StudyDisplay(PrintWriter err, String task, Interrupts interrupts, OptionalInt width) {
    this.err = err;
    this.task = task;
    this.interrupts = interrupts;
    this.width = width;
  }

  /** The display that fits where stderr goes; the study stops when {@code interrupts} says so. */
  static StudyDisplay on(PrintWriter err, String task, Interrupts interrupts) {
    return new StudyDisplay(err, task, interrupts, Terminal.width());
  }

  @Override
  public synchronized void onStep(double done, int all) {
    this.done = done;
    this.all = all;
    if (width.isPresent()) {
      if (bar == null) {
        bar = start(all);
      }
      bar.stepTo(Math.round(FINENESS * done));
    }
  }

  @Override
  public synchronized void onTraining(String summary) {
    if (bar != null) {
      bar.setExtraMessage(summary);
    } else {
      err.printf(Locale.ROOT, "%s: %3.0f %% %s%n", task, 100 * done / Math.max(1, all), summary);
    }
  }

  @Override
  public boolean stopRequested() {
    return interrupts.requested();
  }

  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
      err.println();
    }
  }

  private ProgressBar start(int trainings) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax((long) FINENESS * trainings)
        .startsFrom(Math.round(FINENESS * done), Duration.ZERO)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(MILLISECONDS)
        .setConsumer(new BarLine(err, width.getAsInt()))
        .build();
  }
}
