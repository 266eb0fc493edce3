package dev.credence.report;

/**
 * Many points: dots that darken where they overlap, or the number of points per cell of a grid.
 *
 * @param dense whether cells are drawn; dots beyond {@link #MOST_DOTS} are thinned evenly
 */
record CloudMark(String name, double[] x, double[] y, boolean dense) implements Mark {
  static final int MOST_DOTS = 5000;

  /** Dots of one path do not darken each other, so they are dealt to this many paths. */
  private static final int PATHS = 24;

  /** Side of a density cell in pixels. */
  private static final double CELL = 5;

  CloudMark {
    Series.check(name, x, y);
    x = x.clone();
    y = y.clone();
  }

  @Override
  public void extend(Extent xs, Extent ys) {
    for (int i = 0; i < x.length; i++) {
      if (dense) {
        Series.extend(xs, ys, x[i], y[i]);
      } else {
        Series.extendByMarker(xs, ys, x[i], y[i]);
      }
    }
    xs.loosen();
  }

  @Override
  public void draw(Svg svg, Frame frame, Ink ink) {
    if (dense) {
      grid(frame).draw(svg, frame);
    } else {
      dots(svg, frame, ink);
    }
  }

  @Override
  public void key(Svg svg, double left, double middle, Ink ink) {
    if (dense) {
      for (int i = 0; i < 4; i++) {
        Ink level = Ink.density(1 + 2 * i);
        svg.leaf(
            "rect", "x", left + 5.5 * i, "y", middle - 4, "width", 5.5, "height", 8, "fill", level);
      }
    } else {
      double centre = left + Legend.KEY / 2.0;
      svg.leaf("circle", "cx", centre, "cy", middle, "r", 3, "fill", ink);
    }
  }

  @Override
  public String hidden(Frame frame) {
    String hidden = Series.hidden(name, frame, x, y);
    return dense || stride() == 1
        ? hidden
        : hidden + "One in " + stride() + " points of “" + name + "” drawn. ";
  }

  private int stride() {
    return (x.length + MOST_DOTS - 1) / MOST_DOTS;
  }

  Density grid(Frame frame) {
    int columns = Math.max(1, (int) (frame.width() / CELL));
    int rows = Math.max(1, (int) (frame.height() / CELL));
    return Density.of(x, y, frame, columns, rows);
  }

  private void dots(Svg svg, Frame frame, Ink ink) {
    svg.open(
        "g",
        "fill",
        "none",
        "stroke",
        ink,
        "stroke-linecap",
        "round",
        "stroke-width",
        x.length > 500 ? 3.2 : 4.5,
        "stroke-opacity",
        x.length > 500 ? 0.4 : 0.65);
    for (int part = 0; part < PATHS; part++) {
      StringBuilder path = new StringBuilder();
      for (int i = part * stride(); i < x.length; i += PATHS * stride()) {
        if (frame.holds(x[i], y[i]) && frame.contains(x[i], y[i])) {
          path.append('M').append(Svg.number(frame.px(x[i]))).append(' ');
          path.append(Svg.number(frame.py(y[i]))).append("h0");
        }
      }
      if (!path.isEmpty()) {
        svg.leaf("path", "d", path);
      }
    }
    svg.close("g");
  }
}
