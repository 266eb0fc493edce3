package dev.credence.doctor;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of reference vectors: {@code {"op", "cases": [{"name", "params", "inputs": {name:
 * {"shape", "data"}}, "outputs", "grads"}]}}. Other entries are for people.
 */
record GoldenFile(String op, List<GoldenCase> cases) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static GoldenFile read(Path path) {
    String file = path.getFileName().toString();
    JsonNode root = parse(path, file);
    String op = text(root, "op", file);
    JsonNode list = root.get("cases");
    if (list == null || !list.isArray() || list.isEmpty()) {
      throw new GoldenFileException(file + ": the list of cases is missing");
    }
    List<GoldenCase> cases = new ArrayList<>();
    for (JsonNode node : list) {
      cases.add(readCase(node, file));
    }
    return new GoldenFile(op, cases);
  }

  private static JsonNode parse(Path path, String file) {
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(path));
      if (!root.isObject()) {
        throw new GoldenFileException(file + ": not a JSON object");
      }
      return root;
    } catch (JacksonException e) {
      throw new GoldenFileException(
          "%s: not JSON: %s".formatted(file, e.getOriginalMessage().replace('\n', ' ')), e);
    } catch (IOException e) {
      throw new GoldenFileException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static GoldenCase readCase(JsonNode node, String file) {
    String name = text(node, "name", file);
    String place = file + ", case " + name;
    Map<String, Object> params = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.path("params").properties()) {
      JsonNode value = entry.getValue();
      params.put(entry.getKey(), value.isNumber() ? (Object) value.doubleValue() : value.asText());
    }
    return new GoldenCase(
        file,
        name,
        params,
        arrays(node, "inputs", place),
        arrays(node, "outputs", place),
        arrays(node, "grads", place));
  }

  private static Map<String, GoldenArray> arrays(JsonNode node, String group, String place) {
    Map<String, GoldenArray> arrays = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.path(group).properties()) {
      arrays.put(entry.getKey(), array(entry.getValue(), place + ", " + entry.getKey()));
    }
    return arrays;
  }

  private static GoldenArray array(JsonNode node, String place) {
    JsonNode shapeNode = node.path("shape");
    JsonNode dataNode = node.path("data");
    if (!shapeNode.isArray() || !dataNode.isArray()) {
      throw new GoldenFileException(place + ": shape and data must be lists");
    }
    int[] shape = new int[shapeNode.size()];
    long elements = 1;
    for (int i = 0; i < shape.length; i++) {
      JsonNode extent = shapeNode.get(i);
      if (!extent.canConvertToInt() || extent.intValue() < 1) {
        throw new GoldenFileException(place + ": an extent must be a positive whole number");
      }
      shape[i] = extent.intValue();
      elements *= shape[i];
      if (elements > dataNode.size()) {
        break;
      }
    }
    if (elements != dataNode.size()) {
      throw new GoldenFileException(
          "%s: the shape %s does not fit %d numbers".formatted(place, shapeNode, dataNode.size()));
    }
    double[] data = new double[dataNode.size()];
    for (int i = 0; i < data.length; i++) {
      data[i] = dataNode.get(i).isNumber() ? dataNode.get(i).doubleValue() : Double.NaN;
      if (!Double.isFinite(data[i])) {
        throw new GoldenFileException("%s: element %d is not a finite number".formatted(place, i));
      }
    }
    return new GoldenArray(shape, data);
  }

  private static String text(JsonNode node, String key, String place) {
    JsonNode value = node.get(key);
    if (value == null || !value.isTextual()) {
      throw new GoldenFileException("%s: the text %s is missing".formatted(place, key));
    }
    return value.asText();
  }
}
