package dev.credence.study;

import dev.credence.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Figures of other work that lie beside the data: a Markdown table in {@code README.md} of the
 * folder of the sets or of the one above it, whose first heading is {@code set}, whose others name
 * methods, and whose cells are {@code RMSE / mean log-likelihood}.
 *
 * @param source the file
 * @param bySet figures by set and method, in the order of the table
 */
record PublishedFigures(Path source, Map<String, Map<String, Figures>> bySet) {
  private static final String FILE = "README.md";

  /** What a cell holds. */
  record Figures(double rmse, double meanLogLikelihood) {}

  /** The figures beside these data, if there are any. */
  static Optional<PublishedFigures> beside(Path data) {
    Path folder = data.toAbsolutePath().normalize();
    for (Path place : new Path[] {folder, folder.getParent()}) {
      if (place != null && Files.isRegularFile(place.resolve(FILE))) {
        PublishedFigures found = read(place.resolve(FILE));
        if (!found.bySet.isEmpty()) {
          return Optional.of(found);
        }
      }
    }
    return Optional.empty();
  }

  /** Figures for a set by method; empty where the table has none. */
  Map<String, Figures> of(String set) {
    return bySet.getOrDefault(set, Map.of());
  }

  private static PublishedFigures read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new DataException(file + " cannot be read: " + e.getMessage(), e);
    }
    Map<String, Map<String, Figures>> bySet = new LinkedHashMap<>();
    List<String> head = null;
    for (String line : lines) {
      List<String> cells = cells(line);
      if (cells.size() < 2) {
        head = null; // the table, if this was one, has ended
      } else if (cells.get(0).equalsIgnoreCase("set")) {
        head = cells;
      } else if (head != null && cells.size() == head.size()) {
        add(bySet, head, cells);
      }
    }
    return new PublishedFigures(file, bySet);
  }

  private static void add(
      Map<String, Map<String, Figures>> bySet, List<String> head, List<String> cells) {
    for (int k = 1; k < cells.size(); k++) {
      String[] numbers = cells.get(k).split("/");
      try {
        if (numbers.length == 2) {
          Figures figures =
              new Figures(
                  Double.parseDouble(numbers[0].strip()), Double.parseDouble(numbers[1].strip()));
          bySet
              .computeIfAbsent(cells.get(0), set -> new LinkedHashMap<>())
              .put(head.get(k), figures);
        }
      } catch (NumberFormatException otherTable) {
        // A cell of words: the table has other columns too, or is another one.
      }
    }
  }

  private static List<String> cells(String line) {
    String row = line.strip();
    if (!row.startsWith("|")) {
      return List.of();
    }
    return Arrays.stream(row.substring(1).split("\\|")).map(String::strip).toList();
  }
}
