package dev.credence.cli;

import dev.credence.data.DataException;
import dev.credence.data.RowsException;
import dev.credence.data.Table;
import dev.credence.predict.Prediction;
import dev.credence.predict.Predictor;
import java.io.IOException;
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

  /** Receives the predictions of some rows, of which the first has the given number. */
  interface Sink {
    void accept(int first, Prediction prediction) throws IOException;
  }

  /**
   * Predicts all rows, at most {@code chunk} at a time.
   *
   * @throws DataException naming the place of what cannot be predicted or used
   */
  void predict(Predictor predictor, int chunk, boolean keepSamples, Sink sink) throws IOException {
    int most = Math.min(chunk, count());
    double[] inputs = new double[Math.multiplyExact(most, predictor.inputs())];
    Prediction prediction = predictor.newPrediction(most, keepSamples);
    for (int first = 0; first < count(); first += most) {
      int n = Math.min(most, count() - first);
      read(first, n, inputs);
      try {
        predictor.predict(inputs, n, prediction);
        sink.accept(first, prediction);
      } catch (RowsException e) {
        throw table.fault(e, first);
      }
    }
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
