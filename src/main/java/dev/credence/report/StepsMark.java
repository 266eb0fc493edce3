package dev.credence.report;

import java.util.Arrays;

/**
 * A value per bin as steps, with error bars at the bin centres: histograms and profiles.
 *
 * @param edges one more than heights, ascending
 * @param low lower ends of the error bars
 * @param high upper ends of the error bars; where they equal the lower ends there is no bar
 * @param filled whether the steps stand on the axis as the bars of a histogram
 */
record StepsMark(
    String name, double[] edges, double[] heights, double[] low, double[] high, boolean filled)
    implements Mark {

  StepsMark {
    Series.check(name, heights, low, high);
    if (edges.length != heights.length + 1) {
      throw new IllegalArgumentException(
          "series \"" + name + "\": " + heights.length + " bins but " + edges.length + " edges");
    }
    edges = edges.clone();
    heights = heights.clone();
    low = low.clone();
    high = high.clone();
  }

  /** Counts with Poisson errors, divided by {@code unit}; empty bins stay without a bar. */
  static StepsMark of(String name, Histogram h, double unit) {
    long[] counts = h.counts();
    double[] heights = new double[counts.length];
    double[] low = new double[counts.length];
    double[] high = new double[counts.length];
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        heights[i] = counts[i] / unit;
        low[i] = Histogram.poissonLow(counts[i]) / unit;
        high[i] = Histogram.poissonHigh(counts[i]) / unit;
      }
    }
    return new StepsMark(name, h.edges(), heights, low, high, true);
  }

  @Override
  public void extend(Extent xs, Extent ys) {
    for (int i = 0; i < heights.length; i++) {
      for (double edge : new double[] {edges[i], edges[i + 1]}) {
        Series.extend(xs, ys, edge, heights[i]);
        Series.extend(xs, ys, edge, high[i]);
        // On a logarithmic axis a long lower bar would squeeze all else.
        Series.extend(xs, ys, edge, ys.scale() == Axis.Scale.LOG ? heights[i] : low[i]);
      }
    }
    if (filled && ys.scale() == Axis.Scale.LOG) {
      double least = Arrays.stream(heights).filter(h -> h > 0).min().orElse(1);
      ys.add(least / 2); // lifts the lowest bar off the axis
    } else if (filled) {
      ys.add(0);
      ys.add(Arrays.stream(heights).anyMatch(h -> h > 0) ? 0 : 1);
    }
  }

  @Override
  public void draw(Svg svg, Frame frame, Ink ink) {
    double floor = frame.y().scale().holds(0) ? frame.py(0) : frame.bottom();
    StringBuilder path = new StringBuilder();
    StringBuilder bars = new StringBuilder();
    boolean pen = false;
    for (int i = 0; i < heights.length; i++) {
      boolean onScale = frame.y().scale().holds(heights[i]);
      boolean hasEdges = frame.x().scale().holds(edges[i]) && frame.x().scale().holds(edges[i + 1]);
      if (!hasEdges || !(onScale || filled)) {
        pen = false;
        continue;
      }
      double y = onScale ? frame.py(heights[i]) : floor;
      if (!pen) {
        path.append('M').append(Svg.number(frame.px(edges[i]))).append(' ');
        path.append(Svg.number(filled ? floor : y));
      }
      path.append('V').append(Svg.number(y)).append('H').append(Svg.number(frame.px(edges[i + 1])));
      pen = true;
      if (high[i] > low[i]) {
        double centre = frame.x().at(centreFraction(frame, i));
        PointsMark.bar(bars, frame, centre, low[i], high[i]);
      }
    }
    if (filled && pen) {
      path.append('V').append(Svg.number(floor));
      svg.leaf("path", "d", path, "fill", ink, "fill-opacity", 0.16, "stroke", "none");
    }
    LineMark.stroke(svg, path.toString(), ink, false);
    PointsMark.strokeBars(svg, bars, ink);
  }

  @Override
  public void key(Svg svg, double left, double middle, Ink ink) {
    if (filled) {
      svg.leaf(
          "rect",
          "x",
          left + 3,
          "y",
          middle - 5,
          "width",
          Legend.KEY - 6,
          "height",
          10,
          "fill",
          ink,
          "fill-opacity",
          0.16,
          "stroke",
          ink,
          "stroke-width",
          1.5);
    } else {
      LineMark.stroke(
          svg, "M" + Svg.number(left) + " " + Svg.number(middle) + "h" + Legend.KEY, ink, false);
    }
  }

  @Override
  public String hidden(Frame frame) {
    int outside = 0;
    for (int i = 0; i < heights.length; i++) {
      if (!frame.x().contains(edges[i]) && !frame.x().contains(edges[i + 1])) {
        outside++;
      }
    }
    return outside == 0 ? "" : outside + " bins of “" + name + "” outside the axes. ";
  }

  private double centreFraction(Frame frame, int bin) {
    return 0.5 * (frame.x().fraction(edges[bin]) + frame.x().fraction(edges[bin + 1]));
  }
}
