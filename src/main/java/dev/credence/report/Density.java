package dev.credence.report;

/**
 * Points counted in the cells of a grid over a frame, shown in steps of equal ratio.
 *
 * @param counts row-major from the upper left corner, (rows, columns)
 */
record Density(int[] counts, int rows, int columns, int most) {

  static Density of(double[] x, double[] y, Frame frame, int columns, int rows) {
    int[] counts = new int[rows * columns];
    int most = 0;
    for (int i = 0; i < x.length; i++) {
      if (frame.holds(x[i], y[i]) && frame.contains(x[i], y[i])) {
        int column = Math.min(columns - 1, (int) (frame.x().fraction(x[i]) * columns));
        int row = Math.min(rows - 1, (int) ((1 - frame.y().fraction(y[i])) * rows));
        most = Math.max(most, ++counts[row * columns + column]);
      }
    }
    return new Density(counts, rows, columns, most);
  }

  /** One path per colour step, neighbouring cells of a row joined. */
  void draw(Svg svg, Frame frame) {
    double w = frame.width() / columns;
    double h = frame.height() / rows;
    for (int level = 0; level < Ink.densityLevels(); level++) {
      StringBuilder path = new StringBuilder();
      for (int row = 0; row < rows; row++) {
        for (int from = 0; from < columns; ) {
          int to = from;
          while (to < columns && level(counts[row * columns + to]) == level) {
            to++;
          }
          if (to > from) {
            path.append('M').append(Svg.number(frame.left() + from * w)).append(' ');
            path.append(Svg.number(frame.top() + row * h)).append('H');
            path.append(Svg.number(frame.left() + to * w)).append("v").append(Svg.number(h));
            path.append('H').append(Svg.number(frame.left() + from * w)).append('Z');
          }
          from = Math.max(to, from + 1);
        }
      }
      if (!path.isEmpty()) {
        svg.leaf("path", "d", path, "fill", Ink.density(level), "shape-rendering", "crispEdges");
      }
    }
  }

  /** The colour scale, {@code height} high with its upper left corner at (x, y). */
  void scale(Svg svg, double x, double y, double height) {
    int levels = Ink.densityLevels();
    double step = height / levels;
    svg.text(x, y - 8, 11, "start", Ink.MUTED, "points");
    for (int level = 0; level < levels; level++) {
      double top = y + height - (level + 1) * step;
      svg.leaf(
          "rect", "x", x, "y", top, "width", 12, "height", step + 0.3, "fill", Ink.density(level));
    }
    for (int level = 0; level <= levels; level += 2) {
      String label = Numbers.format(Math.round(lowest(level)));
      svg.text(x + 17, y + height - level * step + 3.5, 11, "start", Ink.MUTED, label);
    }
  }

  /** The colour step of a count, -1 for an empty cell. */
  private int level(int count) {
    if (count == 0) {
      return -1;
    }
    int levels = Ink.densityLevels();
    return (int) Math.min(levels - 1, levels * Math.log(count) / Math.log(Math.max(2, most)));
  }

  private double lowest(int level) {
    return Math.pow(Math.max(2, most), level / (double) Ink.densityLevels());
  }
}
