package dev.credence.cli;

import dev.credence.data.DataException;
import dev.credence.data.Table;
import java.util.List;
import java.util.stream.Collectors;

/** The rows of a table as a model reads them: its features by name, in its order. */
final class FeatureRows {
  private final Table table;
  private final int[] columns;

  /**
   * Finds the features.
   *
   * @throws DataException naming those that the table lacks
   */
  FeatureRows(Table table, List<String> features) {
    this.table = table;
    this.columns = indices(table, features, "feature");
  }

  int count() {
    return table.rows();
  }

  /**
   * Writes {@code count} rows from {@code first} on into {@code out}, (count, K) row-major.
   *
   * @throws DataException for a field that is no finite number
   */
  void read(int first, int count, double[] out) {
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < columns.length; k++) {
        out[i * columns.length + k] = table.number(columns[k], first + i);
      }
    }
  }

  /**
   * Indices of columns by name alone: a number would find some other column in a table that lacks
   * the right one.
   */
  static int[] indices(Table table, List<String> names, String what) {
    List<String> present = table.names();
    List<String> missing = names.stream().filter(name -> !present.contains(name)).toList();
    if (!missing.isEmpty()) {
      throw new DataException(
          "%s lacks the %s%s %s of the model"
              .formatted(
                  table.source(),
                  what,
                  missing.size() == 1 ? "" : "s",
                  missing.stream().map(m -> "'" + m + "'").collect(Collectors.joining(", "))));
    }
    return names.stream().mapToInt(present::indexOf).toArray();
  }
}
