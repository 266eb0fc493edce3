package dev.credence.report;

/**
 * A chart axis: label with unit (markup allowed), scale, and limits, NaN where the data decide.
 *
 * @param low lower limit or NaN
 * @param high upper limit or NaN
 */
public record Axis(String label, Scale scale, double low, double high) {

  /** How values are spread along an axis. */
  public enum Scale {
    LINEAR,
    LOG;

    /** The coordinate in which the axis is evenly spaced. */
    double position(double value) {
      return this == LOG ? Math.log10(value) : value;
    }

    double value(double position) {
      return this == LOG ? Math.pow(10, position) : position;
    }

    /** Whether a value has a place on the axis; 1e100 keeps every difference of two finite. */
    boolean holds(double value) {
      return Math.abs(value) <= 1e100 && (this == LINEAR || value >= 1e-100);
    }
  }

  public Axis {
    boolean open = Double.isNaN(low) && Double.isNaN(high);
    if (!open && !(scale.holds(low) && scale.holds(high) && low < high)) {
      throw new IllegalArgumentException(
          "axis \"" + label + "\": no " + scale + " axis from " + low + " to " + high);
    }
  }

  public static Axis linear(String label) {
    return new Axis(label, Scale.LINEAR, Double.NaN, Double.NaN);
  }

  public static Axis log(String label) {
    return new Axis(label, Scale.LOG, Double.NaN, Double.NaN);
  }

  /** The same axis with fixed limits. */
  public Axis range(double low, double high) {
    return new Axis(label, scale, low, high);
  }

  boolean fixed() {
    return !Double.isNaN(low);
  }
}
