package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.Noise;
import dev.credence.tensor.Shape;

/** The factor mask / (1 - rate) of every element of a dropout layer. */
final class Mask {
  private final Draw draw;
  private final float rate;
  private final boolean sharedByRows;
  private final int columns;

  Mask(Noise noise, float rate, boolean sharedByRows, Shape shape) {
    this.rate = rate;
    this.sharedByRows = sharedByRows;
    this.columns = shape.columns();
    int rows = sharedByRows ? 1 : shape.rows();
    this.draw = new Draw(Draw.Kind.UNIFORMS, noise, shape.replicas(), rows, columns);
  }

  void draw(StepState state) {
    draw.draw(state);
  }

  double factor(int r, int element) {
    int cell = sharedByRows ? element % columns : element;
    float number = draw.values.data[draw.values.at(r) + cell];
    double kept = draw.isGiven() ? number : number >= rate ? 1 : 0;
    return kept / (1 - (double) rate);
  }
}
