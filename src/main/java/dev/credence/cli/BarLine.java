package dev.credence.cli;

import java.io.PrintWriter;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;

/** The line of a progress bar, written over what it wrote before. */
final class BarLine extends DelegatingProgressBarConsumer {
  private final PrintWriter err;

  BarLine(PrintWriter err, int width) {
    super(text -> {}, width - 1);
    this.err = err;
  }

  @Override
  public void accept(String text) {
    err.print("\r" + text);
    err.flush();
  }
}
