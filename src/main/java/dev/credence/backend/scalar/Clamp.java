package dev.credence.backend.scalar;

/** The range of a log variance; outside it the gradient is zero. */
final class Clamp {
  private final float min;
  private final float max;

  Clamp(float min, float max) {
    this.min = min;
    this.max = max;
  }

  double value(float x) {
    return Math.min(Math.max(x, min), max);
  }

  double derivative(float x) {
    return x < min || x > max ? 0 : 1;
  }
}
