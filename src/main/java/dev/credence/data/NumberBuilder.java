package dev.credence.data;

import java.util.Arrays;

/**
 * Grows a numeric column value by value, so that memory follows what was really read and not what a
 * header promises.
 */
final class NumberBuilder {
  private static final int FIRST = 64;

  private final int limit;
  private final boolean single;
  private double[] doubles = {};
  private float[] floats = {};
  private int size;

  /**
   * @param limit the largest number of rows
   * @param single whether to keep float32
   */
  NumberBuilder(int limit, boolean single) {
    this.limit = limit;
    this.single = single;
  }

  void add(double value) {
    if (single) {
      if (size == floats.length) {
        floats = Arrays.copyOf(floats, grown());
      }
      floats[size++] = (float) value;
    } else {
      if (size == doubles.length) {
        doubles = Arrays.copyOf(doubles, grown());
      }
      doubles[size++] = value;
    }
  }

  private int grown() {
    return (int) Math.min(limit, Math.max(FIRST, 2L * size));
  }

  Column build(String name) {
    if (single) {
      return new FloatColumn(name, size == floats.length ? floats : Arrays.copyOf(floats, size));
    }
    return new DoubleColumn(name, size == doubles.length ? doubles : Arrays.copyOf(doubles, size));
  }
}
