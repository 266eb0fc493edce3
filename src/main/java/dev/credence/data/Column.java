package dev.credence.data;

/** One named, immutable column of a {@link Table}: float64 or float32 numbers, or text. */
public sealed interface Column permits DoubleColumn, FloatColumn, TextColumn {
  String name();

  int rows();

  /** Whether every row is a number (NaN and infinity count as numbers). */
  boolean isNumeric();

  /**
   * The number in a row.
   *
   * @throws NumberFormatException when the row holds other text
   */
  double number(int row);

  /** The row as text; numbers in Java's round-trip form, whole numbers without a point. */
  String text(int row);

  static Column of(String name, double... values) {
    return new DoubleColumn(name, values.clone());
  }

  static Column of(String name, float... values) {
    return new FloatColumn(name, values.clone());
  }

  static Column of(String name, String... values) {
    return new TextColumn(name, values.clone());
  }
}
