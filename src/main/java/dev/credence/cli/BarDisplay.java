package dev.credence.cli;

import dev.credence.inference.EpochReport;
import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** One line that is written over and over: steps, time left, both loss terms. */
final class BarDisplay implements TrainingDisplay {
  private static final int MILLISECONDS = 200;

  private final PrintWriter err;
  private final String task;
  private final int width;
  private ProgressBar bar;
  private String validation = "";

  BarDisplay(PrintWriter err, String task, int width) {
    this.err = err;
    this.task = task;
    this.width = width;
  }

  @Override
  public void onStep(long step, long steps, double negativeLogLikelihood, double klTerm) {
    if (bar == null) {
      bar = start(step, steps);
    }
    bar.stepTo(step);
    bar.setExtraMessage(TrainingDisplay.terms(negativeLogLikelihood, klTerm) + validation);
  }

  @Override
  public void onEpoch(EpochReport report) {
    if (!Double.isNaN(report.validation())) {
      validation = String.format(Locale.ROOT, ", validation %.4f", report.validation());
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      err.println();
    }
  }

  private ProgressBar start(long step, long steps) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(steps)
        .startsFrom(step, java.time.Duration.ZERO)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(MILLISECONDS)
        .setConsumer(new BarLine(err, width))
        .build();
  }
}
