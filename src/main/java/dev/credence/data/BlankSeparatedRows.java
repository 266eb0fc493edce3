package dev.credence.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Rows of values between blanks or tabs, no header; blank lines and lines from # are skipped. */
final class BlankSeparatedRows {
  private BlankSeparatedRows() {}

  static Table read(Path path, String source) throws IOException {
    return TextRows.read(source, false, sink -> forEach(path, source, sink));
  }

  private static void forEach(Path path, String source, TextRows.Sink sink) throws IOException {
    try (BufferedReader reader = Tables.text(path)) {
      long number = 0;
      boolean first = true;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        List<String> fields = split(line);
        if (fields.size() > TextRows.MOST_COLUMNS) {
          throw new DataException(
              source + ", line " + number + ": more than " + TextRows.MOST_COLUMNS + " fields");
        }
        if (!fields.isEmpty() && !fields.get(0).startsWith("#")) {
          if (first) {
            requireNumbers(source, number, fields);
            first = false;
          }
          sink.row(number, fields);
        }
      }
    }
  }

  /** Names or other separators would be read as text, and not be missed before columns are. */
  private static void requireNumbers(String source, long line, List<String> fields) {
    boolean semicolons = fields.stream().anyMatch(field -> field.indexOf(';') >= 0);
    if (semicolons || fields.stream().noneMatch(BlankSeparatedRows::isNumber)) {
      throw new DataException(
          source
              + ", line "
              + line
              + ": a text file without commas holds numbers between white space and no header; a"
              + " table with a header has commas and is named .csv");
    }
  }

  private static boolean isNumber(String field) {
    try {
      NumberText.parse(field);
      return true;
    } catch (NumberFormatException text) {
      return false;
    }
  }

  private static List<String> split(String line) {
    List<String> fields = new ArrayList<>();
    int at = 0;
    int length = line.length();
    while (at < length) {
      int start = at;
      while (at < length && !Character.isWhitespace(line.charAt(at))) {
        at++;
      }
      if (at > start) {
        fields.add(line.substring(start, at));
      }
      at++;
    }
    return fields;
  }
}
