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

  /** Path data; a point alone between gaps becomes a dot by the round line cap. */
  static String path(Frame frame, double[] x, double[] y) {
    StringBuilder path = new StringBuilder();
    boolean pen = false;
    boolean alone = false;
    for (int i = 0; i < x.length; i++) {
      boolean drawn = frame.holds(x[i], y[i]);
      if (drawn) {
        path.append(pen ? 'L' : 'M').append(Svg.number(frame.px(x[i]))).append(' ');
        path.append(Svg.number(frame.py(y[i])));
      }
      if (alone && !drawn) {
        path.append("h0");
      }
      alone = drawn && !pen;
      pen = drawn;
    }
    return alone ? path + "h0" : path.toString();
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
}
