package dev.credence.report;

import dev.credence.report.Axis.Scale;

/** Grows to hold the values put in that have a place on an axis, and becomes its {@link Range}. */
final class Extent {
  private final Axis axis;
  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;
  private boolean tight = true;

  Extent(Axis axis) {
    this.axis = axis;
  }

  Scale scale() {
    return axis.scale();
  }

  void add(double value) {
    if (axis.scale().holds(value)) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }

  /** Asks for room between the data and the frame. */
  void loosen() {
    tight = false;
  }

  void add(Extent other) {
    low = Math.min(low, other.low);
    high = Math.max(high, other.high);
    tight &= other.tight;
  }

  boolean empty() {
    return low > high;
  }

  /** Whether a value lies within the axis limits, where these are fixed. */
  boolean admits(double value) {
    return !axis.fixed() || (value >= axis.low() && value <= axis.high());
  }

  boolean fixed() {
    return axis.fixed();
  }

  Range range(double pad) {
    return axis.fixed()
        ? new Range(axis.scale(), axis.low(), axis.high())
        : Range.around(axis.scale(), low, high, tight ? 0 : pad);
  }
}
