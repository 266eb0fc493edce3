package dev.credence.report;

import java.util.Locale;

/** Whether a figure is where its reference says it should be. */
public enum Verdict {
  OK,
  ATTENTION,
  /** Nothing to compare with. */
  NONE;

  static Verdict of(boolean ok) {
    return ok ? OK : ATTENTION;
  }

  /** The word shown, and the name of its style. */
  String word() {
    return this == NONE ? "" : name().toLowerCase(Locale.ROOT);
  }
}
