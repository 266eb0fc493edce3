package dev.credence.cli;

import java.util.OptionalInt;

/** Whether people watch stderr; the launcher looks, since Java 17 cannot. */
final class Terminal {
  private static final String PROPERTY = "credence.terminal";
  private static final int USUAL_WIDTH = 80;

  private Terminal() {}

  /** Characters per line of the terminal that stderr goes to; empty where it goes elsewhere. */
  static OptionalInt width() {
    if (System.getProperty(PROPERTY) == null) {
      return OptionalInt.empty();
    }
    int width = Integer.getInteger(PROPERTY, 0);
    return OptionalInt.of(width > 0 ? width : USUAL_WIDTH);
  }
}
