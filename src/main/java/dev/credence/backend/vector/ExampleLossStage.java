package dev.credence.backend.vector;

import dev.credence.op.LossOp;

/** A loss computed example by example in float64: its few columns leave lanes little to do. */
abstract class ExampleLossStage extends LossStage {
  ExampleLossStage(LossOp op, Scratch scratch) {
    super(op, 100.0 * op.prediction().shape().columns(), scratch);
  }

  @Override
  final void losses(int r, int begin, int end, float[] out, Worker worker) {
    for (int b = begin; b < end; b++) {
      int a = prediction.at(r) + b * outputs;
      int g = gradient == null ? -1 : gradient.at(r) + b * outputs;
      int y = target.at(r) + b * targets;
      out[b - begin] = (float) example(r, a, y, g, factor * weight(r, b));
    }
  }

  /**
   * The loss of one example.
   *
   * @param a index of its first prediction
   * @param y index of its first target
   * @param g index of its first gradient, or -1 where none is wanted
   * @param factor on the gradient
   */
  abstract double example(int r, int a, int y, int g, double factor);

  /** A clamped log variance. */
  static double clamp(float x, float min, float max) {
    return Math.min(Math.max(x, min), max);
  }

  /** Derivative of the clamp: zero outside. */
  static double clampSlope(float x, float min, float max) {
    return x < min || x > max ? 0 : 1;
  }
}
