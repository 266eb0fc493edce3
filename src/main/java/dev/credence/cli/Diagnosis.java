package dev.credence.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.credence.backend.Availability;
import dev.credence.doctor.OpResult;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * What the doctor found.
 *
 * @param backends those looked for
 * @param descriptions of each backend, what it runs on or why it is missing
 * @param parts what the CUDA backend is made of: driver, GPUs, compiled kernels, libraries
 * @param results of all cases
 */
record Diagnosis(
    List<Availability> backends,
    List<String> descriptions,
    List<Availability.Part> parts,
    List<OpResult> results) {
  /** Whether all cases passed. */
  boolean healthy() {
    return results.stream().allMatch(OpResult::ok);
  }

  /** For people. */
  void print(PrintWriter out) {
    machine()
        .fields()
        .forEachRemaining(e -> out.printf("%-12s%s%n", e.getKey(), e.getValue().asText()));
    out.println();
    for (int i = 0; i < backends.size(); i++) {
      Availability backend = backends.get(i);
      out.printf(
          "%-8s %-8s %s%n", backend.name(), presence(backend.present()), descriptions.get(i));
    }
    for (Availability.Part part : parts) {
      out.printf("  %-8s %-8s %s%n", part.name(), presence(part.present()), part.text());
    }
    out.println();
    String line =
        "%-" + width(OpResult::op) + "s  %-" + width(OpResult::name) + "s  %-8s %11s  %s%n";
    out.printf(line, "op", "case", "backend", "error/bound", "ok");
    for (OpResult result : results) {
      out.printf(
          Locale.ROOT,
          line,
          result.op(),
          result.name(),
          result.backend(),
          Double.isNaN(result.errorOverBound())
              ? "-"
              : String.format(Locale.ROOT, "%.3g", result.errorOverBound()),
          verdict(result) + (result.message().isEmpty() ? "" : "  " + result.message()));
    }
    out.println();
    out.println(summary());
  }

  /** For machines. */
  String json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("ok", healthy());
    root.set("machine", machine());
    ArrayNode list = root.putArray("backends");
    for (int i = 0; i < backends.size(); i++) {
      list.addObject()
          .put("name", backends.get(i).name())
          .put("present", backends.get(i).present())
          .put(backends.get(i).present() ? "description" : "reason", descriptions.get(i));
    }
    ArrayNode cuda = root.putArray("cuda");
    for (Availability.Part part : parts) {
      cuda.addObject()
          .put("name", part.name())
          .put("present", part.present())
          .put(part.present() ? "description" : "reason", part.text());
    }
    ArrayNode cases = root.putArray("cases");
    for (OpResult result : results) {
      ObjectNode node = cases.addObject();
      node.put("op", result.op()).put("case", result.name()).put("backend", result.backend());
      if (Double.isFinite(result.errorOverBound())) {
        node.put("error_over_bound", result.errorOverBound());
      } else {
        node.putNull("error_over_bound");
      }
      node.put("ok", result.ok()).put("status", verdict(result)).put("message", result.message());
    }
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the diagnosis cannot be written as JSON", e);
    }
  }

  private static String presence(boolean present) {
    return present ? "present" : "missing";
  }

  private String summary() {
    long failed = count(OpResult.Status.FAILED);
    List<String> unknown =
        results.stream()
            .filter(r -> r.status() == OpResult.Status.UNKNOWN_OP)
            .map(OpResult::op)
            .distinct()
            .toList();
    return "%d cases: %d ok, %d failed%s"
        .formatted(
            results.size(),
            count(OpResult.Status.OK),
            failed,
            unknown.isEmpty() ? "" : "; operations not there yet: " + String.join(", ", unknown));
  }

  private int width(Function<OpResult, String> column) {
    return results.stream().mapToInt(r -> column.apply(r).length()).max().orElse(1);
  }

  private long count(OpResult.Status status) {
    return results.stream().filter(r -> r.status() == status).count();
  }

  private static String verdict(OpResult result) {
    return switch (result.status()) {
      case OK -> "ok";
      case FAILED -> "FAILED";
      case UNKNOWN_OP -> "unknown op";
    };
  }

  private static ObjectNode machine() {
    Runtime runtime = Runtime.getRuntime();
    return JsonNodeFactory.instance
        .objectNode()
        .put("credence", Version.number())
        .put("java", System.getProperty("java.version") + ", " + System.getProperty("java.vm.name"))
        .put(
            "system",
            String.join(
                " ",
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")))
        .put("processors", runtime.availableProcessors())
        .put("memory", (runtime.maxMemory() >> 20) + " MiB for Java");
  }
}
