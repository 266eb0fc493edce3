package dev.credence.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.credence.calibration.Estimate;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/** Figures with standard errors, for people or for machines. */
final class Figures {
  /** The one figure that is a count. */
  static final String COUNT = "n";

  private Figures() {}

  /** One line per figure: {@code rmse 0.1234 +- 0.0056}. */
  static void print(PrintWriter out, Map<String, Estimate> figures) {
    int width = figures.keySet().stream().mapToInt(String::length).max().orElse(0);
    figures.forEach(
        (key, figure) -> out.printf(Locale.ROOT, "%-" + width + "s  %s%n", key, text(key, figure)));
  }

  /**
   * One JSON object: each key with its number, and under {@code standard_errors} each key with its
   * error. What the data cannot tell, such as the spread of one row, is null.
   */
  static String json(Map<String, Estimate> figures) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ObjectNode errors = JsonNodeFactory.instance.objectNode();
    figures.forEach(
        (key, figure) -> {
          if (key.equals(COUNT)) {
            root.put(key, (long) figure.value());
          } else {
            put(root, key, figure.value());
            put(errors, key, figure.standardError());
          }
        });
    root.set("standard_errors", errors);
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("figures cannot be written as JSON", e);
    }
  }

  private static String text(String key, Estimate figure) {
    return key.equals(COUNT)
        ? Long.toString((long) figure.value())
        : String.format(Locale.ROOT, "%.5g +- %.2g", figure.value(), figure.standardError());
  }

  private static void put(ObjectNode node, String key, double value) {
    if (Double.isFinite(value)) {
      node.put(key, value);
    } else {
      node.putNull(key);
    }
  }
}
