package dev.credence.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An immutable table: named columns of equal length and where they came from. Whether a column is
 * fit to be numbers is asked when its numbers are asked for, so a text column that nobody uses does
 * no harm. Every method with a column argument throws {@link DataException} with one sentence.
 */
public final class Table {
  private static final int NAMES_SHOWN = 20;

  private final String source;
  private final List<Column> columns;
  private final int[] lines; // line of each row in a text file, null for binary files
  private final Map<String, Integer> byName = new HashMap<>();

  Table(String source, List<Column> columns, int[] lines) {
    this.source = source;
    this.columns = List.copyOf(columns);
    this.lines = lines;
    if (columns.isEmpty() || columns.get(0).rows() == 0) {
      throw new DataException(source + " holds no rows");
    }
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      Integer earlier = byName.putIfAbsent(column.name(), i);
      if (earlier != null) {
        throw new DataException(
            source
                + " names two columns "
                + Quoted.of(column.name())
                + " (numbers "
                + earlier
                + " and "
                + i
                + ", counted from 0)");
      }
      if (column.rows() != rows()) {
        throw new DataException(
            source
                + ": column "
                + Quoted.of(column.name())
                + " has "
                + column.rows()
                + " rows where "
                + Quoted.of(columns.get(0).name())
                + " has "
                + rows());
      }
    }
  }

  /** A table from memory; {@code source} stands for the file in messages. */
  public static Table of(String source, Column... columns) {
    return new Table(source, List.of(columns), null);
  }

  /** The file, as the user named it. */
  public String source() {
    return source;
  }

  public int rows() {
    return columns.get(0).rows();
  }

  public int columns() {
    return columns.size();
  }

  public List<String> names() {
    return columns.stream().map(Column::name).collect(Collectors.toList());
  }

  public Column column(int index) {
    return columns.get(index);
  }

  /** The index of a column given by name or, where no column has that name, by 0-based number. */
  public int index(String nameOrNumber) {
    String wanted = nameOrNumber.strip();
    Integer named = byName.get(wanted);
    if (named != null) {
      return named;
    }
    if (wanted.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(wanted);
      if (number < columns.size()) {
        return number;
      }
      throw new DataException(
          source + " has no column " + number + ": its columns are 0 to " + (columns.size() - 1));
    }
    throw unknown(wanted);
  }

  /** {@link #index} of each, in the given order. */
  public int[] indices(List<String> namesOrNumbers) {
    return namesOrNumbers.stream().mapToInt(this::index).toArray();
  }

  /** Where a row is, as messages say it: {@code line 17}, or {@code row index 15} (from 0). */
  public String place(int row) {
    return lines == null ? "row index " + row : "line " + lines[row];
  }

  /** The finite numbers of a column. */
  public double[] numbers(int column) {
    return numbers(column, NonFinite.REJECT);
  }

  public double[] numbers(int column, NonFinite policy) {
    double[] values = new double[rows()];
    for (int row = 0; row < values.length; row++) {
      values[row] = number(column, row, policy);
    }
    return values;
  }

  /** One finite number. */
  public double number(int column, int row) {
    return number(column, row, NonFinite.REJECT);
  }

  private double number(int column, int row, NonFinite policy) {
    double value;
    try {
      value = columns.get(column).number(row);
    } catch (NumberFormatException notANumber) {
      String text = columns.get(column).text(row);
      throw fault(
          column,
          row,
          text.isEmpty() ? "the field is empty" : Quoted.of(text) + " is not a number");
    }
    if (policy == NonFinite.REJECT && !Double.isFinite(value)) {
      throw fault(column, row, columns.get(column).text(row) + " is not a finite number");
    }
    return value;
  }

  /** All rows of some columns as float32, (rows, columns) row-major. */
  public float[] matrix(int... selected) {
    int width = selected.length;
    float[] out = new float[Math.multiplyExact(rows(), width)];
    for (int k = 0; k < width; k++) {
      for (int row = 0; row < rows(); row++) {
        out[row * width + k] = narrow(number(selected[k], row), selected[k], row);
      }
    }
    return out;
  }

  /** A finite float32, or a sentence: a silent overflow to infinity would poison a training run. */
  float narrow(double value, int column, int row) {
    float narrowed = (float) value;
    if (!Float.isFinite(narrowed)) {
      throw fault(column, row, value + " does not fit float32");
    }
    return narrowed;
  }

  /** A sentence about one cell. */
  DataException fault(int column, int row, String problem) {
    return new DataException(
        source
            + ", "
            + place(row)
            + ", column "
            + Quoted.of(columns.get(column).name())
            + ": "
            + problem);
  }

  /** The same problem of rows that this table holds from row {@code first} on, with their place. */
  public DataException fault(RowsException problem, int first) {
    return new DataException(problem.in(this, first), problem);
  }

  private DataException unknown(String wanted) {
    String listed =
        columns.stream()
            .limit(NAMES_SHOWN)
            .map(Column::name)
            .collect(Collectors.joining(", ", "", columns.size() > NAMES_SHOWN ? ", ..." : ""));
    String nearest = NearestName.of(wanted, names());
    return new DataException(
        source
            + " has no column "
            + Quoted.of(wanted)
            + (nearest == null ? "" : ", did you mean " + Quoted.of(nearest) + "?")
            + " (its "
            + columns.size()
            + " columns are "
            + listed
            + ")");
  }

  /** All row indices, for callers that select none. */
  public int[] allRows() {
    int[] all = new int[rows()];
    Arrays.setAll(all, i -> i);
    return all;
  }
}
