package dev.credence.report;

import java.util.ArrayList;
import java.util.List;

/** Rows of keys and names above the frame, where they cannot cover data. */
final class Legend {
  /** Width of a key in pixels. */
  static final int KEY = 22;

  private static final double SIZE = 12;
  private static final double ROW = 18;
  private static final double GAP = 18;

  /** One name with every mark that bears it. */
  private record Entry(String name, Ink ink, List<Mark> marks) {
    double width() {
      return KEY + 6 + Markup.width(name, SIZE);
    }
  }

  private final double width;

  private final List<List<Entry>> rows = new ArrayList<>();

  Legend(List<Mark> marks, Inks inks, double width) {
    this.width = width;
    List<Entry> entries = new ArrayList<>();
    for (Mark mark : marks) {
      Entry known = null;
      for (Entry entry : entries) {
        known = entry.name.equals(mark.name()) ? entry : known;
      }
      if (known != null) {
        known.marks.add(mark);
      } else if (!mark.name().isEmpty()) {
        entries.add(new Entry(mark.name(), inks.of(mark), new ArrayList<>(List.of(mark))));
      }
    }
    double used = Double.POSITIVE_INFINITY;
    for (Entry entry : entries) {
      if (used + GAP + entry.width() > width) {
        rows.add(new ArrayList<>());
        used = -GAP;
      }
      rows.get(rows.size() - 1).add(entry);
      used += GAP + entry.width();
    }
  }

  double height() {
    return ROW * rows.size();
  }

  void draw(Svg svg, double left, double top) {
    double middle = top + ROW / 2;
    for (List<Entry> row : rows) {
      double x = left;
      for (Entry entry : row) {
        for (Mark mark : entry.marks) {
          mark.key(svg, x, middle, entry.ink);
        }
        double size = SIZE * Math.min(1, width / entry.width()); // one name may fill a row
        svg.text(x + KEY + 6, middle + 4.2, size, "start", Ink.TEXT, entry.name);
        x += entry.width() + GAP;
      }
      middle += ROW;
    }
  }
}
