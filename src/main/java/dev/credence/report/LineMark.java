package dev.credence.report;

/** A polyline, broken where a point has no place on the axes. */
record LineMark(String name, double[] x, double[] y, boolean dashed) implements Mark {
  private static final double WIDTH = 1.8;
  private static final String DASHES = "6 3.5";

  LineMark {
    Series.check(name, x, y);
    x = x.clone();
    y = y.clone();
  }

  @Override
  public void extend(Extent xs, Extent ys) {
    for (int i = 0; i < x.length; i++) {
      Series.extend(xs, ys, x[i], y[i]);
    }
  }

  @Override
  public void draw(Svg svg, Frame frame, Ink ink) {
    stroke(svg, path(frame, x, y), ink, dashed);
    StringBuilder dots = new StringBuilder();
    for (int i = 0; i < x.length; i++) {
      boolean alone = !drawn(frame, i - 1) && !drawn(frame, i + 1);
      if (alone && drawn(frame, i)) {
        dots.append('M').append(Svg.number(frame.px(x[i]))).append(' ');
        dots.append(Svg.number(frame.py(y[i]))).append("h0");
      }
    }
    if (!dots.isEmpty()) {
      svg.leaf("path", "d", dots, "stroke", ink, "stroke-width", 5, "stroke-linecap", "round");
    }
  }

  @Override
  public void key(Svg svg, double left, double middle, Ink ink) {
    String path = "M" + Svg.number(left) + " " + Svg.number(middle) + "h" + Legend.KEY;
    stroke(svg, path, ink, dashed);
  }

  @Override
  public String hidden(Frame frame) {
    return Series.hidden(name, frame, x, y);
  }

  /** Path data with a new start after every gap. */
  static String path(Frame frame, double[] x, double[] y) {
    StringBuilder path = new StringBuilder();
    boolean pen = false;
    for (int i = 0; i < x.length; i++) {
      boolean drawn = frame.holds(x[i], y[i]);
      if (drawn) {
        path.append(pen ? 'L' : 'M').append(Svg.number(frame.px(x[i]))).append(' ');
        path.append(Svg.number(frame.py(y[i])));
      }
      pen = drawn;
    }
    return path.toString();
  }

  static void stroke(Svg svg, String path, Ink ink, boolean dashed) {
    svg.leaf(
        "path",
        "d",
        path,
        "fill",
        "none",
        "stroke",
        ink,
        "stroke-width",
        WIDTH,
        "stroke-linejoin",
        "round",
        "stroke-linecap",
        dashed ? "butt" : "round",
        "stroke-dasharray",
        dashed ? DASHES : "none");
  }

  private boolean drawn(Frame frame, int i) {
    return i >= 0 && i < x.length && frame.holds(x[i], y[i]);
  }
}
