package dev.credence.data;

/** A float32 column; owns its array. */
record FloatColumn(String name, float[] values) implements Column {
  @Override
  public int rows() {
    return values.length;
  }

  @Override
  public boolean isNumeric() {
    return true;
  }

  @Override
  public double number(int row) {
    return values[row];
  }

  @Override
  public String text(int row) {
    float value = values[row];
    return value == Math.rint(value) && Math.abs(value) < 1e7f
        ? Long.toString((long) value)
        : Float.toString(value);
  }
}
