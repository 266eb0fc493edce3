package dev.credence.cli;

import dev.credence.data.Table;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Which columns of a table are what, as indices.
 *
 * @param features what the network sees
 * @param targets what it predicts
 * @param weight the column of example weights, or {@link #NONE}
 */
record TrainingColumns(int[] features, int[] targets, int weight) {
  static final int NONE = -1;

  /**
   * Looks columns up.
   *
   * @param featureNames names or numbers, or null for all columns that are not used otherwise
   * @param weightName name or number, or null
   */
  static TrainingColumns of(
      CommandLine command,
      Table table,
      List<String> targetNames,
      List<String> featureNames,
      String weightName) {
    int[] targets = table.indices(targetNames);
    refuseTwice(command, table, "--target", targets);
    int weight = weightName == null ? NONE : table.index(weightName);
    if (contains(targets, weight)) {
      throw refused(command, "--weights", table, weight, "is a target too");
    }
    int[] features =
        featureNames == null
            ? IntStream.range(0, table.columns())
                .filter(i -> i != weight && !contains(targets, i))
                .toArray()
            : table.indices(featureNames);
    refuseTwice(command, table, "--features", features);
    for (int feature : features) {
      if (contains(targets, feature)) {
        throw refused(command, "--features", table, feature, "is a target too");
      }
      if (feature == weight) {
        throw refused(command, "--features", table, feature, "holds the example weights too");
      }
    }
    if (features.length == 0) {
      throw new ParameterException(
          command, "--features: " + table.source() + " has no column left that could be one");
    }
    return new TrainingColumns(features, targets, weight);
  }

  private static void refuseTwice(CommandLine command, Table table, String option, int[] columns) {
    for (int i = 0; i < columns.length; i++) {
      int column = columns[i];
      if (IntStream.of(columns).skip(i + 1L).anyMatch(other -> other == column)) {
        throw refused(command, option, table, column, "is given twice");
      }
    }
  }

  private static boolean contains(int[] columns, int column) {
    return IntStream.of(columns).anyMatch(other -> other == column);
  }

  private static ParameterException refused(
      CommandLine command, String option, Table table, int column, String problem) {
    return new ParameterException(
        command,
        "%s: the column '%s' of %s %s"
            .formatted(option, table.column(column).name(), table.source(), problem));
  }
}
