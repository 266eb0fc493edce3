package dev.credence.doctor;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One case of a reference file. What it lacks is reported by name. */
final class GoldenCase {
  private final String file;
  private final String name;
  private final Map<String, Object> params;
  private final Map<String, GoldenArray> inputs;
  private final Map<String, GoldenArray> outputs;
  private final Map<String, GoldenArray> grads;

  GoldenCase(
      String file,
      String name,
      Map<String, Object> params,
      Map<String, GoldenArray> inputs,
      Map<String, GoldenArray> outputs,
      Map<String, GoldenArray> grads) {
    this.file = file;
    this.name = name;
    this.params = params;
    this.inputs = inputs;
    this.outputs = outputs;
    this.grads = grads;
  }

  String name() {
    return name;
  }

  /** File and case, for error messages. */
  String place() {
    return file + ", case " + name;
  }

  GoldenArray input(String key) {
    return find(inputs, "input", key);
  }

  GoldenArray output(String key) {
    return find(outputs, "output", key);
  }

  GoldenArray grad(String key) {
    return find(grads, "gradient", key);
  }

  /** Names of the outputs. */
  Set<String> outputNames() {
    return new TreeSet<>(outputs.keySet());
  }

  double number(String key) {
    if (params.get(key) instanceof Number number) {
      return number.doubleValue();
    }
    throw new GoldenFileException("%s: the number %s is missing".formatted(place(), key));
  }

  String text(String key) {
    if (params.get(key) instanceof String text) {
      return text;
    }
    throw new GoldenFileException("%s: the text %s is missing".formatted(place(), key));
  }

  private GoldenArray find(Map<String, GoldenArray> arrays, String kind, String key) {
    GoldenArray array = arrays.get(key);
    if (array == null) {
      throw new GoldenFileException("%s: the %s %s is missing".formatted(place(), kind, key));
    }
    return array;
  }
}
