package dev.credence.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The text of {@code metrics.json}: every figure by its key, in the order put in. Dots in a key
 * nest objects: {@code pulls.total.width}. A figure is {@code {"value": v}}, with {@code
 * "standard_error"} where there is one. Doubles are written so that they read back exactly, the
 * same on every JDK; a non-finite one is an error that names its key.
 */
public final class MetricsJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

  private final ObjectNode root = JsonNodeFactory.instance.objectNode();

  public MetricsJson figure(String key, double value) {
    put(key, object().put("value", finite(key, value)));
    return this;
  }

  public MetricsJson figure(String key, double value, double standardError) {
    ObjectNode figure = object().put("value", finite(key, value));
    put(key, figure.put("standard_error", finite(key + ".standard_error", standardError)));
    return this;
  }

  /** A figure with its error, reference, source and verdict, as far as it has them. */
  public MetricsJson figure(String key, Quantity quantity) {
    ObjectNode figure = object().put("value", finite(key, quantity.value()));
    if (quantity.hasError()) {
      figure.put("standard_error", quantity.error());
    }
    if (!quantity.reference().isEmpty()) {
      figure.put("reference", Markup.plain(quantity.reference()));
      figure.put("source", Markup.plain(quantity.source()));
    }
    if (quantity.verdict() != Verdict.NONE) {
      figure.put("ok", quantity.verdict() == Verdict.OK);
    }
    put(key, figure);
    return this;
  }

  /** Numbers along an axis, such as a loss per epoch. */
  public MetricsJson series(String key, double[] values) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < values.length; i++) {
      array.add(finite(key + "[" + i + "]", values[i]));
    }
    put(key, array);
    return this;
  }

  public MetricsJson setting(String key, String value) {
    put(key, JsonNodeFactory.instance.textNode(value));
    return this;
  }

  public MetricsJson setting(String key, long value) {
    put(key, JsonNodeFactory.instance.numberNode(value));
    return this;
  }

  public MetricsJson setting(String key, double value) {
    put(key, JsonNodeFactory.instance.numberNode(finite(key, value)));
    return this;
  }

  public MetricsJson setting(String key, boolean value) {
    put(key, JsonNodeFactory.instance.booleanNode(value));
    return this;
  }

  public MetricsJson provenance(Provenance p) {
    return setting("provenance.command", p.command())
        .setting("provenance.seed", p.seed())
        .setting("provenance.backend", p.backend())
        .setting("provenance.started", p.started().toString())
        .setting("provenance.duration_seconds", p.duration().toMillis() / 1000.0)
        .setting("provenance.credence", p.credence())
        .setting("provenance.java", p.java())
        .setting("provenance.vm", p.vm())
        .setting("provenance.system", p.system())
        .setting("provenance.cpu", p.cpu())
        .setting("provenance.processors", p.processors());
  }

  /** The JSON document, ending in a line feed. */
  public String text() {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n"); // not the line ends of the system
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(lines);
    try {
      return MAPPER.writer(printer).writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("metrics cannot be written as JSON", e);
    }
  }

  private void put(String key, JsonNode node) {
    String[] path = key.split("\\.", -1);
    ObjectNode parent = root;
    for (int i = 0; i < path.length - 1; i++) {
      JsonNode child = parent.get(path[i]);
      if (child == null) {
        child = parent.putObject(path[i]);
      }
      if (!(child instanceof ObjectNode group) || child.path("value").isNumber()) {
        throw new IllegalArgumentException(
            "metrics: " + key + " lies below " + path[i] + ", which is a figure itself");
      }
      parent = group;
    }
    String last = path[path.length - 1];
    if (last.isEmpty() || parent.has(last)) {
      throw new IllegalArgumentException("metrics: the key " + key + " is empty or taken");
    }
    parent.set(last, node);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static double finite(String key, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("metrics: " + key + " is " + value + ", not finite");
    }
    return value;
  }
}
