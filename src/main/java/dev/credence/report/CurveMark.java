package dev.credence.report;

import java.util.function.DoubleUnaryOperator;

/** A function drawn over the whole x axis, as reference for what was measured. */
record CurveMark(String name, DoubleUnaryOperator function) implements Mark {
  private static final int STEPS = 300;

  @Override
  public boolean reference() {
    return true;
  }

  @Override
  public void extend(Extent x, Extent y) {
    // Drawn wherever the axes lie.
  }

  @Override
  public void extendOver(Range x, Extent y) {
    for (int i = 0; i <= STEPS; i++) {
      double value = function.applyAsDouble(x.at(i / (double) STEPS));
      // A tail of a density must not stretch a logarithmic axis over many empty decades.
      if (y.admits(value) && y.scale() == Axis.Scale.LINEAR) {
        y.add(value);
      }
    }
  }

  @Override
  public void draw(Svg svg, Frame frame, Ink ink) {
    double[] x = new double[STEPS + 1];
    double[] y = new double[STEPS + 1];
    for (int i = 0; i <= STEPS; i++) {
      x[i] = frame.x().at(i / (double) STEPS);
      y[i] = function.applyAsDouble(x[i]);
    }
    LineMark.stroke(svg, LineMark.path(frame, x, y), ink, false);
  }

  @Override
  public void key(Svg svg, double left, double middle, Ink ink) {
    String path = "M" + Svg.number(left) + " " + Svg.number(middle) + "h" + Legend.KEY;
    LineMark.stroke(svg, path, ink, false);
  }
}
