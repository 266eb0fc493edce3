package dev.credence.data;

/**
 * Bad input in rows of numbers that have no file of their own. Whoever read them from a table asks
 * it for the sentence that names file and line: {@link Table#fault(RowsException, int)}.
 */
public final class RowsException extends DataException {
  private static final long serialVersionUID = 1L;
  private static final int NONE = -1;

  private final int row;
  private final String column;
  private final String problem;

  private RowsException(int row, String column, String problem) {
    super(place(row, column) + problem);
    this.row = row;
    this.column = column;
    this.problem = problem;
  }

  /** About one number. */
  public static RowsException ofCell(int row, String column, String problem) {
    return new RowsException(row, column, problem);
  }

  /** About one row. */
  public static RowsException ofRow(int row, String problem) {
    return new RowsException(row, null, problem);
  }

  /** About a column as a whole. */
  public static RowsException ofColumn(String column, String problem) {
    return new RowsException(NONE, column, problem);
  }

  /** About all rows together. */
  public static RowsException ofAll(String problem) {
    return new RowsException(NONE, null, problem);
  }

  /** The sentence for rows that a table holds from its row {@code first} on. */
  String in(Table table, int first) {
    String line = row == NONE ? "" : ", " + table.place(first + row);
    return table.source()
        + line
        + (column == null ? "" : ", column " + Quoted.of(column))
        + ": "
        + problem;
  }

  private static String place(int row, String column) {
    String line = row == NONE ? "" : "row index " + row;
    String name = column == null ? "" : "column " + Quoted.of(column);
    return line
        + (line.isEmpty() || name.isEmpty() ? "" : ", ")
        + name
        + (line.isEmpty() && name.isEmpty() ? "" : ": ");
  }
}
