package dev.credence.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Deals colours to the names of a chart's marks in order of appearance. */
final class Inks {
  private final Map<String, Ink> byName = new HashMap<>();

  Inks(List<Mark> marks) {
    for (Mark mark : marks) {
      if (!mark.reference() && !(mark instanceof CloudMark cloud && cloud.dense())) {
        byName.putIfAbsent(mark.name(), Ink.series(byName.size()));
      }
    }
  }

  Ink of(Mark mark) {
    return mark.reference() ? Ink.TEXT : byName.getOrDefault(mark.name(), Ink.TEXT);
  }
}
