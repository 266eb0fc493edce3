package dev.credence.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * A chart under construction: marks on two axes, rendered to SVG. Series of one name share colour
 * and legend entry, the empty name has no entry. Arrays are copied. A point that an axis cannot
 * hold (NaN, or not positive on a logarithmic axis) is left out, and the chart says how many; a
 * series without any other point is an error.
 */
public final class Chart {

  /** Widths that fill a row of the report by three, two or one, all with text of one size. */
  public enum Size {
    THIRD(368, 330),
    HALF(560, 400),
    FULL(1136, 430);

    private final int width;
    private final int height;

    Size(int width, int height) {
      this.width = width;
      this.height = height;
    }

    int width() {
      return width;
    }

    int height() {
      return height;
    }
  }

  private final String title;
  private final Axis x;
  private final Axis y;
  private final List<Mark> marks = new ArrayList<>();
  private Size size = Size.HALF;
  private String note = "";
  private boolean sameRange;
  private int shapes;

  private Chart(String title, Axis x, Axis y) {
    this.title = title;
    this.x = x;
    this.y = y;
  }

  public static Chart of(String title, Axis x, Axis y) {
    return new Chart(title, x, y);
  }

  public Chart size(Size size) {
    this.size = size;
    return this;
  }

  /** A line under the title, for figures such as mean and width. */
  public Chart note(String note) {
    this.note = note;
    return this;
  }

  /** A line; dashed where lines of other names have taken all colours. */
  public Chart line(String name, double[] x, double[] y) {
    long others =
        marks.stream()
            .filter(mark -> mark instanceof LineMark && !mark.name().equals(name))
            .map(Mark::name)
            .distinct()
            .count();
    return add(new LineMark(name, x, y, others >= Ink.count()));
  }

  public Chart dashed(String name, double[] x, double[] y) {
    return add(new LineMark(name, x, y, true));
  }

  /** The area between two curves. */
  public Chart band(String name, double[] x, double[] low, double[] high) {
    return add(new BandMark(name, x, low, high));
  }

  /** A curve in a band of one standard error to both sides. */
  public Chart lineWithBand(String name, double[] x, double[] y, double[] error) {
    Series.check(name, x, y, error);
    double[] low = new double[x.length];
    double[] high = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      low[i] = y[i] - error[i];
      high[i] = y[i] + error[i];
    }
    return band(name, x, low, high).line(name, x, y);
  }

  /** Markers with error bars of one standard error; the marker's shape changes by series. */
  public Chart points(String name, double[] x, double[] y, double[] error) {
    return add(new PointsMark(name, x, y, error, shapes++));
  }

  public Chart points(String name, double[] x, double[] y) {
    return points(name, x, y, new double[x.length]);
  }

  /** A histogram of unit area (entries outside included) with Poisson errors. */
  public Chart histogram(String name, Histogram histogram) {
    double unit = Math.max(1, histogram.entries()) * histogram.width();
    return add(StepsMark.of(name, histogram, unit));
  }

  /** A histogram of counts with Poisson errors. */
  public Chart counts(String name, Histogram histogram) {
    return add(StepsMark.of(name, histogram, 1));
  }

  /** One value per bin, as steps with error bars; NaN leaves a bin open. */
  public Chart steps(String name, double[] edges, double[] values, double[] error) {
    Series.check(name, values, error);
    double[] low = new double[values.length];
    double[] high = new double[values.length];
    Arrays.setAll(low, i -> values[i] - error[i]);
    Arrays.setAll(high, i -> values[i] + error[i]);
    return add(new StepsMark(name, edges, values, low, high, false));
  }

  /**
   * Dots; the first series of more than {@value CloudMark#MOST_DOTS} points becomes a map of their
   * density instead, further such series are thinned.
   */
  public Chart scatter(String name, double[] x, double[] y) {
    boolean taken = marks.stream().anyMatch(m -> m instanceof CloudMark cloud && cloud.dense());
    return add(new CloudMark(name, x, y, x.length > CloudMark.MOST_DOTS && !taken));
  }

  /** A reference function over the whole x axis. */
  public Chart curve(String name, DoubleUnaryOperator function) {
    return add(new CurveMark(name, function));
  }

  /** The density of a Gaussian of mean 0 and width 1. */
  public Chart unitGaussian() {
    double norm = 1 / Math.sqrt(2 * Math.PI);
    return curve("unit Gaussian", t -> norm * Math.exp(-0.5 * t * t));
  }

  /** A dashed reference line at a value of y. */
  public Chart horizontal(String name, double at) {
    return add(new GuideMark(name, GuideMark.Kind.HORIZONTAL, at));
  }

  /** A dashed reference line at a value of x. */
  public Chart vertical(String name, double at) {
    return add(new GuideMark(name, GuideMark.Kind.VERTICAL, at));
  }

  /** The dashed line y = x. */
  public Chart diagonal(String name) {
    return add(new GuideMark(name, GuideMark.Kind.DIAGONAL, 0));
  }

  /** Gives both axes, which must have one scale, the limits that hold the data of both. */
  public Chart sameRange() {
    if (x.scale() != y.scale()) {
      throw new IllegalArgumentException(
          "chart \"" + title + "\": a linear and a logarithmic axis cannot have the same range");
    }
    sameRange = true;
    return this;
  }

  /** A complete SVG document on white paper. */
  public String svg() {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + new Painter(this).paint(true);
  }

  /** The SVG element for a page, on the page's own background. */
  String inline() {
    return new Painter(this).paint(false);
  }

  String title() {
    return title;
  }

  Axis x() {
    return x;
  }

  Axis y() {
    return y;
  }

  List<Mark> marks() {
    return marks;
  }

  Size size() {
    return size;
  }

  String note() {
    return note;
  }

  boolean hasSameRange() {
    return sameRange;
  }

  private Chart add(Mark mark) {
    marks.add(mark);
    return this;
  }
}
