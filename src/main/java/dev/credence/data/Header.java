package dev.credence.data;

import java.util.ArrayList;
import java.util.List;

/** Column names: from a header line, or numbered where a file has none. */
final class Header {
  private Header() {}

  /** The name of a nameless column. */
  static String numbered(int column) {
    return "c" + column;
  }

  /**
   * The names of a CSV header; a nameless column (such as a row index written by other tools) is
   * c&lt;number&gt;. Refuses what is surely no header, since taking data for names loses a row.
   */
  static List<String> names(String source, long line, List<String> fields) {
    String where = source + ", line " + line + ": ";
    if (looksLikeData(fields)) {
      throw new DataException(
          where + "column names are expected here, but every field is a number");
    }
    if (fields.size() == 1 && fields.get(0).matches("[^;\t]+[;\t].*")) {
      throw new DataException(
          where + "the columns of a CSV file are separated by commas, not semicolons or tabs");
    }
    List<String> names = new ArrayList<>(fields);
    for (int k = 0; k < names.size(); k++) {
      if (names.get(k).isEmpty()) {
        names.set(k, numbered(k));
      }
    }
    return names;
  }

  /** All numbers, except the names 0, 1, 2, ... that data frames give by default. */
  private static boolean looksLikeData(List<String> fields) {
    boolean counts = true;
    for (int k = 0; k < fields.size(); k++) {
      counts &= fields.get(k).equals(Integer.toString(k));
      try {
        NumberText.parse(fields.get(k));
      } catch (NumberFormatException name) {
        return false;
      }
    }
    return !counts;
  }
}
