package dev.credence.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The classes of a classification: distinct values of a label column, text or whole numbers, in
 * ascending order (numbers by value, before text). A class is its text; 1, 1.0 and 01 are one
 * class. Immutable.
 */
public final class Labels {
  private final List<String> classes;
  private final Map<String, Integer> indices = new HashMap<>();

  private Labels(List<String> classes) {
    this.classes = List.copyOf(classes);
    for (int i = 0; i < classes.size(); i++) {
      if (indices.put(classes.get(i), i) != null) {
        throw new DataException("the class " + Quoted.of(classes.get(i)) + " is listed twice");
      }
    }
  }

  /** Classes in a given order, as a model file keeps them. */
  public static Labels of(List<String> classes) {
    return new Labels(classes);
  }

  /**
   * The classes of some rows of a column.
   *
   * @throws DataException for a field that is empty or a fraction, or when there is one class only
   */
  public static Labels fit(Table table, int column, int[] rows) {
    TreeSet<String> seen = new TreeSet<>(Labels::compare);
    for (int row : rows) {
      seen.add(label(table, column, row));
    }
    if (seen.size() < 2) {
      throw new DataException(
          table.source()
              + ", column "
              + Quoted.of(table.column(column).name())
              + ": every row is of the class "
              + Quoted.of(seen.first())
              + ", and classification needs at least two classes");
    }
    return new Labels(List.copyOf(seen));
  }

  public int size() {
    return classes.size();
  }

  /** The classes in index order. */
  public List<String> classes() {
    return classes;
  }

  /**
   * The class index of some rows of a column.
   *
   * @throws DataException naming class and row where a class was not seen in training
   */
  public int[] indices(Table table, int column, int[] rows) {
    int[] out = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      String label = label(table, column, rows[i]);
      Integer index = indices.get(label);
      if (index == null) {
        throw table.fault(
            column, rows[i], "the class " + Quoted.of(label) + " was not seen in training");
      }
      out[i] = index;
    }
    return out;
  }

  private static String label(Table table, int column, int row) {
    String text = table.column(column).text(row);
    if (text.isEmpty()) {
      throw table.fault(column, row, "the class is empty");
    }
    double number;
    try {
      number = NumberText.parse(text);
    } catch (NumberFormatException word) {
      return text;
    }
    if (number != Math.rint(number) || Math.abs(number) >= 1e15) {
      throw table.fault(column, row, text + " is no class: classes are text or whole numbers");
    }
    return Long.toString((long) number);
  }

  private static int compare(String a, String b) {
    boolean aNumber = a.matches("-?[0-9]{1,15}");
    boolean bNumber = b.matches("-?[0-9]{1,15}");
    if (aNumber && bNumber) {
      return Long.compare(Long.parseLong(a), Long.parseLong(b));
    }
    return aNumber == bNumber ? a.compareTo(b) : aNumber ? -1 : 1;
  }
}
