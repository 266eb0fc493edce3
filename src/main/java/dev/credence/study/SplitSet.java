package dev.credence.study;

import dev.credence.data.DataException;
import dev.credence.data.Table;
import dev.credence.data.Tables;
import dev.credence.model.TrainingSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A data set with fixed splits, as the literature on Bayesian networks passes them on: {@code
 * data.txt}, {@code index_features.txt}, {@code index_target.txt}, and for every split {@code
 * index_train_K.txt} and {@code index_test_K.txt}; all numbers of rows and columns count from 0.
 */
final class SplitSet {
  private static final String DATA = "data.txt";
  private static final String FEATURES = "index_features.txt";
  private static final String TARGET = "index_target.txt";

  private final Path folder;
  private final Table data;
  private final int[] features;
  private final int target;
  private final int splits;

  private SplitSet(Path folder, Table data, int[] features, int target, int splits) {
    this.folder = folder;
    this.data = data;
    this.features = features;
    this.target = target;
    this.splits = splits;
  }

  /**
   * Names of the sets in a folder, sorted.
   *
   * @throws DataException where there is none
   */
  static List<String> names(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new DataException(folder + " is not a folder");
    }
    try (Stream<Path> entries = Files.list(folder)) {
      List<String> names =
          entries
              .filter(entry -> Files.exists(entry.resolve(DATA)))
              .map(entry -> entry.getFileName().toString())
              .sorted()
              .toList();
      if (names.isEmpty()) {
        throw new DataException(folder + " holds no set: no folder in it has a " + DATA);
      }
      return names;
    } catch (IOException e) {
      throw new DataException(folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Reads one set; the splits are read when they are asked for. */
  static SplitSet read(Path folder) {
    if (!Files.exists(folder.resolve(DATA))) {
      throw new DataException(folder + " is no set with splits: it has no " + DATA);
    }
    Table data = Tables.read(folder.resolve(DATA));
    int[] features = indices(folder.resolve(FEATURES), data.columns(), "column");
    int[] target = indices(folder.resolve(TARGET), data.columns(), "column");
    if (target.length != 1) {
      throw new DataException(
          "%s names %d columns, and the study predicts one"
              .formatted(folder.resolve(TARGET), target.length));
    }
    int splits = 0;
    while (Files.exists(rowFile(folder, "train", splits))) {
      splits++;
    }
    if (splits == 0) {
      throw new DataException(folder + " has no split: no " + rowFile(folder, "train", 0));
    }
    return new SplitSet(folder, data, features, target[0], splits);
  }

  /** The name: that of the folder. */
  String name() {
    return folder.getFileName().toString();
  }

  int rows() {
    return data.rows();
  }

  int features() {
    return features.length;
  }

  /** Number of splits. */
  int splits() {
    return splits;
  }

  /** Rows to train on. */
  TrainingSet train(int split) {
    return rows("train", split);
  }

  /** Rows to test on. */
  TrainingSet test(int split) {
    return rows("test", split);
  }

  private TrainingSet rows(String part, int split) {
    int[] rows = indices(rowFile(folder, part, split), data.rows(), "row");
    double[] inputs = new double[Math.multiplyExact(rows.length, features.length)];
    double[] targets = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < features.length; k++) {
        inputs[i * features.length + k] = data.number(features[k], rows[i]);
      }
      targets[i] = data.number(target, rows[i]);
    }
    List<String> names = new ArrayList<>();
    for (int feature : features) {
      names.add(data.names().get(feature));
    }
    return TrainingSet.regression(names, List.of(data.names().get(target)), inputs, targets);
  }

  private static Path rowFile(Path folder, String part, int split) {
    return folder.resolve("index_" + part + "_" + split + ".txt");
  }

  /** Whole numbers from 0 to below a limit, one or more in a line; some tools write 3 as 3.0e0. */
  private static int[] indices(Path file, int limit, String what) {
    Table table = Tables.read(file);
    int columns = table.columns();
    int[] indices = new int[Math.multiplyExact(table.rows(), columns)];
    for (int i = 0; i < indices.length; i++) {
      double value = table.number(i % columns, i / columns);
      if (value != Math.rint(value) || value < 0 || value >= limit) {
        throw new DataException(
            "%s, %s: %s is not the number of a %s of %s, which are 0 to %d"
                .formatted(file, table.place(i / columns), value, what, DATA, limit - 1));
      }
      indices[i] = (int) value;
    }
    return indices;
  }
}
