package dev.credence.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Types the columns of a text file. A column is numeric when every field is; one field of other
 * text makes it a text column, whose exact fields a second pass collects, so that numbers never
 * live as strings.
 */
final class TextRows {
  /** More columns than this is a file of another kind. */
  static final int MOST_COLUMNS = 1 << 16;

  /** Walks a file from its start; must be able to do so twice. */
  interface Source {
    void forEach(Sink sink) throws IOException;
  }

  /** Takes one row: its line, counted from 1, and fields stripped of surrounding blanks. */
  interface Sink {
    void row(long line, List<String> fields) throws IOException;
  }

  private final String source;
  private final boolean hasHeader;
  private final List<String> names = new ArrayList<>();
  private final List<NumberBuilder> numbers = new ArrayList<>(); // null: a text column
  private int[] lines = new int[64];
  private int rows;

  private TextRows(String source, boolean hasHeader) {
    this.source = source;
    this.hasHeader = hasHeader;
  }

  /** The table; without a header its columns are c0, c1, ... */
  static Table read(String source, boolean hasHeader, Source file) throws IOException {
    return new TextRows(source, hasHeader).read(file);
  }

  private Table read(Source file) throws IOException {
    file.forEach(this::row);
    if (rows == 0) {
      throw new DataException(
          source + (names.isEmpty() ? " is empty" : " has a header but no rows"));
    }
    Map<Integer, String[]> texts = texts(file);
    List<Column> columns = new ArrayList<>(names.size());
    for (int k = 0; k < names.size(); k++) {
      columns.add(
          texts.containsKey(k)
              ? new TextColumn(names.get(k), texts.get(k))
              : numbers.get(k).build(names.get(k)));
    }
    return new Table(source, columns, Arrays.copyOf(lines, rows));
  }

  private void row(long line, List<String> fields) {
    if (names.isEmpty()) {
      names.addAll(
          hasHeader
              ? Header.names(source, line, fields)
              : IntStream.range(0, fields.size()).mapToObj(Header::numbered).toList());
      names.forEach(name -> numbers.add(new NumberBuilder(Integer.MAX_VALUE - 8, false)));
      if (hasHeader) {
        return;
      }
    }
    if (fields.size() != names.size()) {
      throw new DataException(
          source
              + ", line "
              + line
              + ": "
              + fields.size()
              + " fields where the "
              + (hasHeader ? "header" : "first row")
              + " has "
              + names.size());
    }
    if (rows == lines.length) {
      lines = Arrays.copyOf(lines, 2 * rows);
    }
    lines[rows++] = (int) line;
    for (int k = 0; k < names.size(); k++) {
      if (numbers.get(k) != null) {
        try {
          numbers.get(k).add(NumberText.parse(fields.get(k)));
        } catch (NumberFormatException text) {
          numbers.set(k, null);
        }
      }
    }
  }

  /** The fields of every text column, by column index. */
  private Map<Integer, String[]> texts(Source file) throws IOException {
    Map<Integer, String[]> texts = new HashMap<>();
    for (int k = 0; k < names.size(); k++) {
      if (numbers.get(k) == null) {
        texts.put(k, new String[rows]);
      }
    }
    if (texts.isEmpty()) {
      return texts;
    }
    Map<String, String> once = new HashMap<>(); // class labels repeat: keep one copy of each
    int[] next = {hasHeader ? -1 : 0};
    file.forEach(
        (line, fields) -> {
          int row = next[0]++;
          if (row >= rows || fields.size() != names.size()) {
            throw new IOException("it changed while it was being read");
          }
          if (row >= 0) {
            texts.forEach(
                (k, text) -> text[row] = once.computeIfAbsent(fields.get(k), field -> field));
          }
        });
    if (next[0] != rows) {
      throw new IOException("it changed while it was being read");
    }
    return texts;
  }
}
