package dev.credence.report;

import dev.credence.report.Axis.Scale;

/** Checks and counts shared by the marks that hold points. */
final class Series {
  private Series() {}

  /** Arrays of one length with something in them, copied by the caller. */
  static void check(String name, double[] first, double[]... others) {
    if (first.length == 0) {
      throw new IllegalArgumentException("series \"" + name + "\" is empty");
    }
    for (double[] other : others) {
      if (other.length != first.length) {
        throw new IllegalArgumentException(
            "series \""
                + name
                + "\": lengths "
                + first.length
                + " and "
                + other.length
                + " differ");
      }
    }
  }

  static void extend(Extent xs, Extent ys, double x, double y) {
    if (shown(xs, x) && shown(ys, y)) {
      xs.add(x);
      ys.add(y);
    }
  }

  /** As {@link #extend}, for a point that is drawn as a marker. */
  static void extendByMarker(Extent xs, Extent ys, double x, double y) {
    if (shown(xs, x) && shown(ys, y)) {
      xs.addMarker(x);
      ys.addMarker(y);
    }
  }

  private static boolean shown(Extent axis, double value) {
    return axis.admits(value) && axis.scale().holds(value);
  }

  /** The sentence that tells how many of the points the frame does not show. */
  static String hidden(String name, Frame frame, double[] x, double[] y) {
    int offScale = 0;
    int outside = 0;
    for (int i = 0; i < x.length; i++) {
      if (!frame.holds(x[i], y[i])) {
        offScale++;
      } else if (!frame.contains(x[i], y[i])) {
        outside++;
      }
    }
    String of = " of " + Numbers.format(x.length) + " points of “" + name + "” ";
    boolean log = frame.x().scale() == Scale.LOG || frame.y().scale() == Scale.LOG;
    String why = log ? "without a finite logarithm" : "not finite";
    return (offScale == 0 ? "" : Numbers.format(offScale) + of + why + ". ")
        + (outside == 0 ? "" : Numbers.format(outside) + of + "outside the axes. ");
  }
}
