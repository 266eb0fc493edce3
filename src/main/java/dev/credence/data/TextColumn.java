package dev.credence.data;

/** A column with at least one row that is not a number; owns its array. */
record TextColumn(String name, String[] values) implements Column {
  @Override
  public int rows() {
    return values.length;
  }

  @Override
  public boolean isNumeric() {
    return false;
  }

  @Override
  public double number(int row) {
    return NumberText.parse(values[row]);
  }

  @Override
  public String text(int row) {
    return values[row];
  }
}
