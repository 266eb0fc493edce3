package dev.credence.report;

import dev.credence.report.Axis.Scale;

/** Grows to hold the values put in that have a place on an axis, and becomes its {@link Range}. */
final class Extent {
  /** Share of an axis that half a marker takes up on a small chart. */
  private static final double HALF_MARKER = 0.025;

  private final Axis axis;
  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;
  private double lowMarker = Double.POSITIVE_INFINITY;
  private double highMarker = Double.NEGATIVE_INFINITY;
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

  /** Adds the middle of a marker, which is to be seen whole. */
  void addMarker(double value) {
    add(value);
    if (axis.scale().holds(value)) {
      lowMarker = Math.min(lowMarker, value);
      highMarker = Math.max(highMarker, value);
    }
  }

  /** Asks for room between the data and the frame. */
  void loosen() {
    tight = false;
  }

  void add(Extent other) {
    low = Math.min(low, other.low);
    high = Math.max(high, other.high);
    lowMarker = Math.min(lowMarker, other.lowMarker);
    highMarker = Math.max(highMarker, other.highMarker);
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
    if (axis.fixed()) {
      return new Range(axis.scale(), axis.low(), axis.high());
    }
    Range range = Range.around(axis.scale(), low, high, tight ? 0 : pad);
    return lowMarker > highMarker ? range : range.withRoom(lowMarker, highMarker, HALF_MARKER);
  }
}
