package dev.credence.cli;

import dev.credence.inference.TrainingListener;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalInt;

/** Shows a training run with both loss terms: a bar on a terminal, lines elsewhere. */
interface TrainingDisplay extends TrainingListener, AutoCloseable {
  /** The display that fits where stderr goes. */
  static TrainingDisplay on(PrintWriter err, String task) {
    OptionalInt width = Terminal.width();
    return width.isPresent()
        ? new BarDisplay(err, task, width.getAsInt())
        : new LineDisplay(err, task);
  }

  /** Both terms of the loss. */
  static String terms(double negativeLogLikelihood, double klTerm) {
    return String.format(Locale.ROOT, "nll %.4f + kl %.4f", negativeLogLikelihood, klTerm);
  }

  @Override
  void close();
}
