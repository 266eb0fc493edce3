package dev.credence.doctor;

/**
 * Numbers of a reference file, row-major.
 *
 * @param shape extents; empty for one number
 * @param data as many numbers as the shape says
 */
record GoldenArray(int[] shape, double[] data) {
  /** Rows of an array seen as a matrix: a vector is one row. */
  int rows() {
    return shape.length < 2 ? 1 : shape[0];
  }

  /** Columns of an array seen as a matrix. */
  int columns() {
    return shape.length == 0 ? 1 : shape[shape.length - 1];
  }

  /** The same numbers as one column. */
  GoldenArray column() {
    return new GoldenArray(new int[] {data.length, 1}, data);
  }
}
