package dev.credence.report;

/** A dashed reference line; it does not stretch the axes. */
record GuideMark(String name, Kind kind, double at) implements Mark {

  enum Kind {
    HORIZONTAL,
    VERTICAL,
    DIAGONAL
  }

  @Override
  public boolean reference() {
    return true;
  }

  @Override
  public void extend(Extent x, Extent y) {
    if (kind == Kind.HORIZONTAL && y.admits(at)) {
      y.add(at);
    }
    if (kind == Kind.VERTICAL && x.admits(at)) {
      x.add(at);
    }
  }

  @Override
  public void draw(Svg svg, Frame frame, Ink ink) {
    double low = Math.min(frame.x().low(), frame.y().low());
    double high = Math.max(frame.x().high(), frame.y().high());
    switch (kind) {
      case HORIZONTAL -> line(svg, frame.left(), frame.py(at), frame.right(), frame.py(at));
      case VERTICAL -> line(svg, frame.px(at), frame.top(), frame.px(at), frame.bottom());
      case DIAGONAL -> line(svg, frame.px(low), frame.py(low), frame.px(high), frame.py(high));
    }
  }

  @Override
  public void key(Svg svg, double left, double middle, Ink ink) {
    line(svg, left, middle, left + Legend.KEY, middle);
  }

  private static void line(Svg svg, double x1, double y1, double x2, double y2) {
    svg.leaf(
        "line",
        "x1",
        x1,
        "y1",
        y1,
        "x2",
        x2,
        "y2",
        y2,
        "stroke",
        Ink.TEXT,
        "stroke-width",
        1.2,
        "stroke-dasharray",
        "5 4");
  }
}
