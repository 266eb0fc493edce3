package dev.credence.report;

/** The area between two curves, an error band; broken where either has no place on the axes. */
record BandMark(String name, double[] x, double[] low, double[] high) implements Mark {
  private static final double OPACITY = 0.22;

  BandMark {
    Series.check(name, x, low, high);
    x = x.clone();
    low = low.clone();
    high = high.clone();
  }

  @Override
  public void extend(Extent xs, Extent ys) {
    for (int i = 0; i < x.length; i++) {
      Series.extend(xs, ys, x[i], low[i]);
      Series.extend(xs, ys, x[i], high[i]);
    }
  }

  @Override
  public void draw(Svg svg, Frame frame, Ink ink) {
    StringBuilder path = new StringBuilder();
    int from = 0;
    for (int i = 0; i <= x.length; i++) {
      boolean drawn = i < x.length && frame.holds(x[i], high[i]) && !Double.isNaN(low[i]);
      if (!drawn) {
        polygon(path, frame, from, i);
        from = i + 1;
      }
    }
    svg.leaf("path", "d", path, "fill", ink, "fill-opacity", OPACITY, "stroke", "none");
  }

  @Override
  public void key(Svg svg, double left, double middle, Ink ink) {
    svg.leaf(
        "rect",
        "x",
        left,
        "y",
        middle - 5,
        "width",
        Legend.KEY,
        "height",
        10,
        "fill",
        ink,
        "fill-opacity",
        OPACITY);
  }

  private void polygon(StringBuilder path, Frame frame, int from, int to) {
    if (to - from < 2) {
      return; // one point spans no area
    }
    for (int i = from; i < to; i++) {
      point(path, i == from ? 'M' : 'L', frame, x[i], high[i]);
    }
    for (int i = to - 1; i >= from; i--) {
      point(path, 'L', frame, x[i], low[i]);
    }
    path.append('Z');
  }

  /** A lower edge that a logarithmic axis cannot hold lies at the bottom of the frame. */
  private static void point(StringBuilder path, char step, Frame frame, double x, double y) {
    double py = frame.y().scale().holds(y) ? frame.py(y) : frame.bottom();
    path.append(step).append(Svg.number(frame.px(x))).append(' ').append(Svg.number(py));
  }
}
