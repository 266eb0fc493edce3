package dev.credence.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The JSON header of a {@link TensorFile}, as text only: {@code __metadata__} (text to text) and
 * per tensor {@code dtype}, {@code shape}, {@code data_offsets}. What the numbers mean is checked
 * by the reader, after the format version is known.
 */
final class TensorHeader {
  static final String METADATA = "__metadata__";
  static final int MOST_AXES = 8;
  static final int LONGEST = 16 << 20;
  static final int LONGEST_NAME = 1 << 10;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // Foreign names must not stay in tables that outlive the file.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(4)
                  .maxNumberLength(20)
                  .maxStringLength(LONGEST)
                  .maxNameLength(LONGEST_NAME)
                  .maxDocumentLength(LONGEST)
                  .build())
          .build();

  /** A tensor as declared; null or empty where the header says nothing. */
  static final class Declared {
    String dtype;
    List<Long> shape;
    List<Long> offsets;
    String unknownField;
  }

  final Map<String, String> metadata = new TreeMap<>();
  final Map<String, Declared> tensors = new LinkedHashMap<>();

  /** Parses a header; a {@link JsonProcessingException} carries what is wrong with it. */
  static TensorHeader parse(String text) throws IOException {
    TensorHeader header = new TensorHeader();
    try (JsonParser json = JSON.createParser(text)) {
      require(json, json.nextToken(), JsonToken.START_OBJECT);
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        require(json, json.nextToken(), JsonToken.START_OBJECT);
        if (name.equals(METADATA)) {
          header.metadata(json);
        } else {
          header.tensors.put(name, declared(json));
        }
      }
      require(json, json.nextToken(), null);
    }
    return header;
  }

  private void metadata(JsonParser json) throws IOException {
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      require(json, json.nextToken(), JsonToken.VALUE_STRING);
      metadata.put(key, json.getText());
    }
  }

  private static Declared declared(JsonParser json) throws IOException {
    Declared tensor = new Declared();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "dtype" -> {
          require(json, value, JsonToken.VALUE_STRING);
          tensor.dtype = json.getText();
        }
        case "shape" -> tensor.shape = lengths(json, value);
        case "data_offsets" -> tensor.offsets = lengths(json, value);
        default -> {
          tensor.unknownField = field;
          json.skipChildren();
        }
      }
    }
    return tensor;
  }

  private static List<Long> lengths(JsonParser json, JsonToken first) throws IOException {
    require(json, first, JsonToken.START_ARRAY);
    List<Long> lengths = new ArrayList<>(4);
    for (JsonToken t = json.nextToken(); t != JsonToken.END_ARRAY; t = json.nextToken()) {
      require(json, t, JsonToken.VALUE_NUMBER_INT);
      if (lengths.size() == MOST_AXES) {
        throw new Malformed(json, "more than " + MOST_AXES + " axes");
      }
      lengths.add(json.getLongValue());
    }
    return lengths;
  }

  private static void require(JsonParser json, JsonToken actual, JsonToken wanted)
      throws IOException {
    if (actual != wanted) {
      throw new Malformed(json, said(actual) + " where " + said(wanted) + " belongs");
    }
  }

  private static String said(JsonToken token) {
    return token == null ? "the end" : token.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static final class Malformed extends JsonProcessingException {
    Malformed(JsonParser json, String problem) {
      super(problem, json.currentLocation());
    }
  }

  /** The header of a file: sorted metadata first, then tensors in file order, padded to 8 bytes. */
  static byte[] format(Map<String, String> metadata, List<Tensor> tensors) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeObjectFieldStart(METADATA);
      for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      long offset = 0;
      for (Tensor tensor : tensors) {
        json.writeObjectFieldStart(tensor.name());
        json.writeStringField("dtype", tensor.type().name());
        json.writeFieldName("shape");
        json.writeArray(tensor.shape(), 0, tensor.shape().length);
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {offset, offset + tensor.data().length}, 0, 2);
        json.writeEndObject();
        offset += tensor.data().length;
      }
      json.writeEndObject();
    }
    int bytes = text.toString().getBytes(StandardCharsets.UTF_8).length;
    text.write(" ".repeat((8 - bytes % 8) % 8));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
