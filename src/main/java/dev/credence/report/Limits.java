package dev.credence.report;

/** Finds the ranges of a chart's axes from its marks. */
record Limits(Range x, Range y) {
  private static final double PAD_X = 0.03;
  private static final double PAD_Y = 0.06;

  static Limits of(Chart chart) {
    Extent x = new Extent(chart.x());
    Extent y = new Extent(chart.y());
    // What the data would take without fixed limits: used where no point lies within those.
    Extent freeX = new Extent(open(chart.x()));
    Extent freeY = new Extent(open(chart.y()));
    for (Mark mark : chart.marks()) {
      Extent markX = new Extent(open(chart.x()));
      Extent markY = new Extent(open(chart.y()));
      mark.extend(markX, markY);
      if (!mark.reference() && (markX.empty() || markY.empty())) {
        throw new IllegalArgumentException(
            "chart \""
                + chart.title()
                + "\": no point of series \""
                + mark.name()
                + "\" can be drawn, all are NaN, infinite, or not positive on a logarithmic axis");
      }
      freeX.add(markX);
      freeY.add(markY);
      mark.extend(x, y);
    }
    if (chart.hasSameRange()) {
      x.add(y);
      y = x;
      freeX.add(freeY);
      freeY = freeX;
    }
    Range rangeX = range(chart, "x", x, freeX, PAD_X);
    for (Mark mark : chart.marks()) {
      mark.extendOver(rangeX, y);
    }
    if (chart.hasSameRange()) {
      return new Limits(rangeX, rangeX);
    }
    y.loosen();
    freeY.loosen();
    return new Limits(rangeX, range(chart, "y", y, freeY, PAD_Y));
  }

  private static Range range(Chart chart, String which, Extent extent, Extent free, double pad) {
    if (extent.empty() && free.empty() && !extent.fixed()) {
      throw new IllegalArgumentException(
          "chart \"" + chart.title() + "\": nothing gives the " + which + " axis a range");
    }
    return extent.empty() && !extent.fixed() ? free.range(pad) : extent.range(pad);
  }

  private static Axis open(Axis axis) {
    return new Axis(axis.label(), axis.scale(), Double.NaN, Double.NaN);
  }
}
