package dev.credence.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A JSON object of a model file, read field by field: a missing field, a wrong type, a number out
 * of range or a field that nobody asked for ends in a {@link ModelFileException} of one sentence.
 */
final class Fields {
  static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(16)
                          .maxNumberLength(40)
                          .maxStringLength(1 << 16)
                          .maxNameLength(1 << 10)
                          .build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String where;
  private final JsonNode node;
  private final Set<String> asked = new HashSet<>();

  private Fields(String where, JsonNode node) {
    this.where = where;
    this.node = node;
    if (!node.isObject()) {
      throw new ModelFileException(where + " is no JSON object");
    }
  }

  /** Parses a text; {@code where} names it in messages. */
  static Fields parse(String where, String text) {
    return new Fields(where, tree(where, text));
  }

  /** Parses a list of texts. */
  static List<String> parseTexts(String where, String text) {
    return texts(where, tree(where, text));
  }

  /** Parses an object whose fields all hold texts. */
  static Map<String, String> parseTextMap(String where, String text) {
    Map<String, String> map = new LinkedHashMap<>();
    new Fields(where, tree(where, text))
        .node
        .fields()
        .forEachRemaining(e -> map.put(e.getKey(), text(where + "." + e.getKey(), e.getValue())));
    return map;
  }

  /** Parses an object whose fields all hold numbers, or null where one is undefined. */
  static Map<String, Double> parseNumberMap(String where, String text) {
    Map<String, Double> map = new LinkedHashMap<>();
    new Fields(where, tree(where, text))
        .node
        .fields()
        .forEachRemaining(
            e -> {
              boolean undefined = e.getValue().isNull();
              String name = where + "." + e.getKey();
              map.put(e.getKey(), undefined ? Double.NaN : number(name, e.getValue()));
            });
    return map;
  }

  private static JsonNode tree(String where, String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new ModelFileException(
          where
              + " is malformed: "
              + e.getOriginalMessage().lines().findFirst().orElse("it is no JSON"),
          e);
    }
  }

  /** A whole number within limits. */
  int integer(String name, int least, int most) {
    JsonNode value = field(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(name, "a whole number");
    }
    long number = value.longValue();
    if (number < least || number > most) {
      throw new ModelFileException(
          "%s.%s is %d, outside %d to %d".formatted(where, name, number, least, most));
    }
    return (int) number;
  }

  /** Any 64-bit whole number. */
  long wide(String name) {
    JsonNode value = field(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(name, "a whole number");
    }
    return value.longValue();
  }

  /** A finite number. */
  double number(String name) {
    return number(where + "." + name, field(name));
  }

  boolean truth(String name) {
    JsonNode value = field(name);
    if (!value.isBoolean()) {
      throw wrong(name, "true or false");
    }
    return value.booleanValue();
  }

  String text(String name) {
    return text(where + "." + name, field(name));
  }

  /** A text that is one of the names of a mapping. */
  <T> T oneOf(String name, Names<T> names) {
    return names.value(where + "." + name, text(name));
  }

  /** A nested object, wholly read by {@code reader}. */
  <T> T object(String name, Function<Fields, T> reader) {
    return new Fields(where + "." + name, field(name)).read(reader);
  }

  /** A list of at most {@code most} objects, each wholly read by {@code reader}. */
  <T> List<T> objects(String name, int most, Function<Fields, T> reader) {
    JsonNode list = field(name);
    if (!list.isArray()) {
      throw wrong(name, "a list");
    }
    if (list.size() > most) {
      throw new ModelFileException(
          "%s.%s has %d entries, more than %d".formatted(where, name, list.size(), most));
    }
    List<T> objects = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      objects.add(new Fields("%s.%s[%d]".formatted(where, name, i), list.get(i)).read(reader));
    }
    return objects;
  }

  /** Applies {@code reader}, which has to ask for every field there is. */
  <T> T read(Function<Fields, T> reader) {
    T result;
    try {
      result = reader.apply(this);
    } catch (IllegalArgumentException e) {
      throw new ModelFileException(where + ": " + e.getMessage(), e);
    }
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!asked.contains(name)) {
                throw new ModelFileException(where + " has an unknown field '" + name + "'");
              }
            });
    return result;
  }

  private JsonNode field(String name) {
    asked.add(name);
    JsonNode value = node.get(name);
    if (value == null) {
      throw new ModelFileException(where + " lacks the field '" + name + "'");
    }
    return value;
  }

  private ModelFileException wrong(String name, String wanted) {
    return new ModelFileException(where + "." + name + " is not " + wanted);
  }

  private static double number(String where, JsonNode value) {
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw new ModelFileException(where + " is not a finite number");
    }
    return value.doubleValue();
  }

  private static String text(String where, JsonNode value) {
    if (!value.isTextual()) {
      throw new ModelFileException(where + " is not a text");
    }
    return value.textValue();
  }

  private static List<String> texts(String where, JsonNode list) {
    if (!list.isArray()) {
      throw new ModelFileException(where + " is not a list");
    }
    List<String> texts = new ArrayList<>(list.size());
    for (JsonNode value : list) {
      texts.add(text(where, value));
    }
    return texts;
  }
}
