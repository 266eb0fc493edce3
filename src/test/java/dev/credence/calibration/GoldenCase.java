package dev.credence.calibration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** One case of a reference file; arrays by name. */
record GoldenCase(JsonNode json) {

  static List<GoldenCase> load(String op) throws IOException {
    try (InputStream stream = GoldenCase.class.getResourceAsStream("/golden/" + op + ".json")) {
      List<GoldenCase> cases = new ArrayList<>();
      for (JsonNode one : new ObjectMapper().readTree(stream).get("cases")) {
        cases.add(new GoldenCase(one));
      }
      return cases;
    }
  }

  double[] input(String name) {
    return data("inputs", name);
  }

  double[] output(String name) {
    return data("outputs", name);
  }

  int firstExtent(String input) {
    return json.get("inputs").get(input).get("shape").get(0).asInt();
  }

  int lastExtent(String input) {
    JsonNode shape = json.get("inputs").get(input).get("shape");
    return shape.get(shape.size() - 1).asInt();
  }

  private double[] data(String group, String name) {
    JsonNode data = json.get(group).get(name).get("data");
    double[] values = new double[data.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = data.get(i).asDouble();
    }
    return values;
  }

  @Override
  public String toString() {
    return json.get("name").asText();
  }
}
