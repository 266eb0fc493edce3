package dev.credence.report;

/**
 * Markers with error bars.
 *
 * @param error standard errors of y; zero draws no bar
 * @param shape which marker, so that series differ in black and white too
 */
record PointsMark(String name, double[] x, double[] y, double[] error, int shape) implements Mark {
  private static final double RADIUS = 3.8;

  PointsMark {
    Series.check(name, x, y, error);
    x = x.clone();
    y = y.clone();
    error = error.clone();
  }

  @Override
  public void extend(Extent xs, Extent ys) {
    for (int i = 0; i < x.length; i++) {
      Series.extendByMarker(xs, ys, x[i], y[i]);
      Series.extend(xs, ys, x[i], y[i] - error[i]);
      Series.extend(xs, ys, x[i], y[i] + error[i]);
    }
    xs.loosen();
  }

  @Override
  public void draw(Svg svg, Frame frame, Ink ink) {
    StringBuilder bars = new StringBuilder();
    StringBuilder markers = new StringBuilder();
    for (int i = 0; i < x.length; i++) {
      if (frame.holds(x[i], y[i])) {
        if (error[i] > 0) {
          bar(bars, frame, x[i], y[i] - error[i], y[i] + error[i]);
        }
        marker(markers, frame.px(x[i]), frame.py(y[i]));
      }
    }
    strokeBars(svg, bars, ink);
    fill(svg, markers, ink);
  }

  @Override
  public void key(Svg svg, double left, double middle, Ink ink) {
    StringBuilder marker = new StringBuilder();
    marker(marker, left + Legend.KEY / 2.0, middle);
    fill(svg, marker, ink);
  }

  @Override
  public String hidden(Frame frame) {
    return Series.hidden(name, frame, x, y);
  }

  /** A vertical bar; an end that a logarithmic axis cannot hold lies at the bottom of the frame. */
  static void bar(StringBuilder path, Frame frame, double x, double low, double high) {
    double bottom = frame.y().scale().holds(low) ? frame.py(low) : frame.bottom();
    path.append('M').append(Svg.number(frame.px(x))).append(' ').append(Svg.number(bottom));
    path.append('V').append(Svg.number(frame.py(high)));
  }

  static void strokeBars(Svg svg, StringBuilder bars, Ink ink) {
    if (!bars.isEmpty()) {
      svg.leaf("path", "d", bars, "fill", "none", "stroke", ink, "stroke-width", 1.2);
    }
  }

  private static void fill(Svg svg, StringBuilder markers, Ink ink) {
    svg.leaf("path", "d", markers, "fill", ink, "stroke", Ink.PAPER, "stroke-width", 0.8);
  }

  private void marker(StringBuilder path, double x, double y) {
    double r = RADIUS;
    String centre = Svg.number(x) + " " + Svg.number(y);
    path.append('M').append(centre);
    path.append(
        switch (shape % 4) {
          case 0 -> disc(r);
          case 1 -> "m-3.3 -3.3h6.6v6.6h-6.6Z";
          case 2 -> "m0 -4.4l4.2 7.4h-8.4Z";
          default -> "m0 -4.7l4.7 4.7l-4.7 4.7l-4.7 -4.7Z";
        });
  }

  private static String disc(double r) {
    String arc = "a" + Svg.number(r) + " " + Svg.number(r) + " 0 1 0 ";
    return "m"
        + Svg.number(-r)
        + " 0"
        + arc
        + Svg.number(2 * r)
        + " 0"
        + arc
        + Svg.number(-2 * r)
        + " 0Z";
  }
}
