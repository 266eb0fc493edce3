package dev.credence.cli;

import dev.credence.data.Column;
import dev.credence.data.DataException;
import dev.credence.data.Labels;
import dev.credence.data.Table;
import dev.credence.model.TrainingSet;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which columns of which table to learn what from. */
final class DataOptions {
  /** What is predicted. */
  enum Task {
    REGRESSION,
    CLASSIFICATION
  }

  @Option(names = "--data", required = true, paramLabel = "FILE", description = "The table.")
  Path file;

  @Option(
      names = "--target",
      required = true,
      split = ",",
      paramLabel = "COL",
      description = "What to predict: columns by name or by number from 0.")
  private List<String> targets;

  @Option(
      names = "--features",
      split = ",",
      paramLabel = "COL",
      description = "What to predict from (default: all other columns).")
  private List<String> features;

  @Option(
      names = "--weights",
      paramLabel = "COL",
      description =
          "Column of example weights, relative to their mean over the training rows (default: all"
              + " examples count the same).")
  private String weights;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      converter = Converters.TaskName.class,
      description =
          "regression or classification (default: regression; classification for a target of"
              + " text).")
  private Task task;

  /** The rows of the table. */
  TrainingSet trainingSet(CommandLine command, Table table) {
    if (table.rows() == 1) {
      throw new DataException(table.source() + " holds one row, and training needs at least two");
    }
    TrainingColumns columns = TrainingColumns.of(command, table, targets, features, weights);
    List<String> inputs = names(table, columns.features());
    double[] rows = matrix(table, columns.features());
    TrainingSet set;
    if (isClassification(table, columns.targets())) {
      if (columns.targets().length > 1) {
        throw new ParameterException(
            command, "--target: a classification has one target, not " + columns.targets().length);
      }
      int target = columns.targets()[0];
      Labels labels = Labels.fit(table, target, table.allRows());
      set =
          TrainingSet.classification(
              inputs,
              table.column(target).name(),
              labels.classes(),
              rows,
              labels.indices(table, target, table.allRows()));
    } else {
      set =
          TrainingSet.regression(
              inputs, names(table, columns.targets()), rows, matrix(table, columns.targets()));
    }
    return columns.weight() == TrainingColumns.NONE
        ? set
        : set.withWeights(weights(table, columns.weight()));
  }

  /** A column with any number in it is taken for numbers, so that a typing error is one. */
  private boolean isClassification(Table table, int[] columns) {
    return task == null
        ? Arrays.stream(columns).mapToObj(table::column).noneMatch(DataOptions::holdsNumber)
        : task == Task.CLASSIFICATION;
  }

  private static boolean holdsNumber(Column column) {
    for (int row = 0; row < column.rows(); row++) {
      try {
        column.number(row);
        return true;
      } catch (NumberFormatException text) {
        // Looks on.
      }
    }
    return false;
  }

  private static double[] weights(Table table, int column) {
    double[] values = table.numbers(column);
    for (int row = 0; row < values.length; row++) {
      if (values[row] < 0) {
        throw new DataException(
            "%s, %s, column '%s': an example weight must not be negative, as %s is"
                .formatted(
                    table.source(), table.place(row), table.column(column).name(), values[row]));
      }
    }
    return values;
  }

  private static List<String> names(Table table, int[] columns) {
    return Arrays.stream(columns).mapToObj(c -> table.column(c).name()).toList();
  }

  private static double[] matrix(Table table, int[] columns) {
    double[] out = new double[Math.multiplyExact(table.rows(), columns.length)];
    for (int k = 0; k < columns.length; k++) {
      double[] column = table.numbers(columns[k]);
      for (int row = 0; row < column.length; row++) {
        out[row * columns.length + k] = column[row];
      }
    }
    return out;
  }
}
