package dev.credence.cli;

import dev.credence.inference.EpochReport;
import java.io.PrintWriter;
import java.util.Locale;

/** A line now and then, about twenty in all, for logs. */
final class LineDisplay implements TrainingDisplay {
  private static final int LINES = 20;

  private final PrintWriter err;
  private final String task;
  private long steps;
  private long step;
  private long shown;

  LineDisplay(PrintWriter err, String task) {
    this.err = err;
    this.task = task;
  }

  @Override
  public void onStep(long step, long steps, double negativeLogLikelihood, double klTerm) {
    this.step = step;
    this.steps = steps;
  }

  @Override
  public void onEpoch(EpochReport report) {
    long part = step * LINES / steps;
    if (part > shown || report.epoch() == 1) {
      shown = part;
      String validation =
          Double.isNaN(report.validation())
              ? ""
              : String.format(Locale.ROOT, ", validation %.4f", report.validation());
      err.printf(
          Locale.ROOT,
          "%s: %3d %% epoch %d: loss %.4f = %s%s%n",
          task,
          100 * step / steps,
          report.epoch(),
          report.loss(),
          TrainingDisplay.terms(report.negativeLogLikelihood(), report.klTerm()),
          validation);
    }
  }

  @Override
  public void close() {}
}
