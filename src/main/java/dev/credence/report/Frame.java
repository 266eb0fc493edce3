package dev.credence.report;

/** The plotting area: pixels of its left upper corner and size, and the ranges it shows. */
record Frame(Range x, Range y, double left, double top, double width, double height) {

  /** Coordinates beyond this many pixels are clipped anyway and only lengthen the file. */
  private static final double FAR = 20_000;

  double px(double value) {
    return left + clamp(x.fraction(value) * width);
  }

  double py(double value) {
    return top + clamp((1 - y.fraction(value)) * height);
  }

  double right() {
    return left + width;
  }

  double bottom() {
    return top + height;
  }

  /** Whether a point has a place on both axes, inside the frame or not. */
  boolean holds(double xValue, double yValue) {
    return x.scale().holds(xValue) && y.scale().holds(yValue);
  }

  boolean contains(double xValue, double yValue) {
    return x.contains(xValue) && y.contains(yValue);
  }

  private static double clamp(double pixel) {
    return Math.max(-FAR, Math.min(FAR, pixel));
  }
}
