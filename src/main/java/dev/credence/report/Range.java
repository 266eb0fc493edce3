package dev.credence.report;

import dev.credence.report.Axis.Scale;

/** The limits of a drawn axis, low &lt; high, and the map from values to the unit interval. */
record Range(Scale scale, double low, double high) {

  /** Relative width below which data count as constant: their ticks could not be told apart. */
  private static final double CONSTANT = 1e-9;

  /**
   * Limits around data from {@code low} to {@code high}, widened by {@code pad} of their length.
   * Constant data get room on both sides; data that are nowhere negative do not pull a linear axis
   * below zero.
   */
  static Range around(Scale scale, double low, double high, double pad) {
    double a = scale.position(low);
    double b = scale.position(high);
    if (b - a <= CONSTANT * Math.max(Math.abs(a), Math.abs(b))) {
      double room = scale == Scale.LOG ? 0.5 : a == 0 ? 1 : 0.1 * Math.abs(a);
      a -= room;
      b += room;
    } else {
      double room = pad * (b - a);
      a = scale == Scale.LINEAR && low >= 0 ? Math.max(0, a - room) : a - room;
      b = scale == Scale.LINEAR && high == 0 ? 0 : b + room;
    }
    return new Range(scale, scale.value(a), scale.value(b));
  }

  /** Widened where two values within it have less than {@code room} of its length beside them. */
  Range withRoom(double least, double most, double room) {
    double a = scale.position(low);
    double b = scale.position(high);
    double wanted = room * (b - a);
    double from = scale.position(least) - wanted;
    double to = scale.position(most) + wanted;
    return new Range(scale, from < a ? scale.value(from) : low, to > b ? scale.value(to) : high);
  }

  /** 0 at the lower limit, 1 at the upper; linear or logarithmic between and beyond. */
  double fraction(double value) {
    double a = scale.position(low);
    return (scale.position(value) - a) / (scale.position(high) - a);
  }

  /** The value at a fraction of the way, the inverse of {@link #fraction}. */
  double at(double fraction) {
    double a = scale.position(low);
    return scale.value(a + fraction * (scale.position(high) - a));
  }

  boolean contains(double value) {
    return value >= low && value <= high;
  }
}
