package dev.credence.model;

import java.util.LinkedHashMap;
import java.util.Map;

/** The names by which files know a set of values. */
final class Names<T> {
  private final Map<String, T> values = new LinkedHashMap<>();

  /** Declares one more name. */
  Names<T> with(String name, T value) {
    values.put(name, value);
    return this;
  }

  String name(T value) {
    return values.entrySet().stream()
        .filter(e -> e.getValue().equals(value))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(value + " has no name for files"));
  }

  T value(String where, String name) {
    T value = values.get(name);
    if (value == null) {
      String shown = name.length() <= 40 ? name : name.substring(0, 40) + "...";
      throw new ModelFileException(
          "%s is '%s', which is none of %s".formatted(where, shown, values.keySet()));
    }
    return value;
  }
}
