package dev.credence.calibration;

import java.util.Arrays;

/**
 * A piecewise linear non-decreasing function, constant outside its knots.
 *
 * @param x knots in strictly rising order
 * @param y values in non-decreasing order
 */
public record MonotoneMap(double[] x, double[] y) {

  public MonotoneMap {
    Checks.finite("knot", x);
    Checks.finite("knot value", y);
    Checks.sameLength("the array of knot values", y, x.length);
    for (int i = 1; i < x.length; i++) {
      if (!(x[i] > x[i - 1] && y[i] >= y[i - 1])) {
        throw new IllegalArgumentException("knots " + (i - 1) + " and " + i + " do not rise.");
      }
    }
    x = x.clone();
    y = y.clone();
  }

  @Override
  public double[] x() {
    return x.clone();
  }

  @Override
  public double[] y() {
    return y.clone();
  }

  public double value(double at) {
    return interpolate(x, y, at);
  }

  /** A point whose value is {@code value}; within a flat piece any of them. */
  public double inverse(double value) {
    return interpolate(y, x, value);
  }

  /** The slope of the piece that holds a point, of the nearest piece outside all of them. */
  public double slope(double at) {
    int found = Arrays.binarySearch(x, at);
    int above = Math.max(1, Math.min(x.length - 1, found >= 0 ? found : -found - 1));
    return (y[above] - y[above - 1]) / (x[above] - x[above - 1]);
  }

  private static double interpolate(double[] from, double[] to, double at) {
    int n = from.length;
    if (!(at > from[0])) {
      return Double.isNaN(at) ? Double.NaN : to[0];
    }
    if (at >= from[n - 1]) {
      return to[n - 1];
    }
    int found = Arrays.binarySearch(from, at);
    if (found >= 0) {
      return to[found];
    }
    int above = -found - 1;
    double share = (at - from[above - 1]) / (from[above] - from[above - 1]);
    return to[above - 1] + share * (to[above] - to[above - 1]);
  }
}
