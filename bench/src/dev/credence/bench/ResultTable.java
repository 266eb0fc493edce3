package dev.credence.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Results files as Markdown, and the place in README where it goes. Arguments: the results files.
 */
public final class ResultTable {
  static final ObjectMapper JSON = new ObjectMapper();

  private static final Path README = Path.of("README.md");
  private static final String BEGIN = "<!-- bench:begin -->";
  private static final String END = "<!-- bench:end -->";

  /** Families whose cells README shows; the results files hold all. */
  private static final List<String> SHOWN =
      List.of(
          "PlainProduct FORWARD ",
          "SampledProduct FORWARD_BACKWARD 1024",
          "LocalProduct FORWARD_BACKWARD 1024",
          "FlipoutProduct FORWARD_BACKWARD 1024",
          "Activation GELU",
          "Noise ",
          "Loss GAUSSIAN",
          "Kl 512",
          "Optimizer ADAM",
          "TrainingStep ",
          "Prediction ");

  private static final List<String> COLUMNS =
      List.of("scalar", "vector-1", "vector-2", "libtorch", "bayesian-torch", "openblas");

  private ResultTable() {}

  /** Puts the tables of the given results files between the markers of README. */
  public static void main(String[] args) throws IOException {
    String readme = Files.readString(README);
    int begin = readme.indexOf(BEGIN);
    int end = readme.indexOf(END);
    if (begin < 0 || end < begin) {
      System.err.println("bench: README.md has no lines " + BEGIN + " and " + END);
      System.exit(1);
    }
    String tables = of(Arrays.stream(args).map(Path::of).toList());
    Files.writeString(
        README,
        readme.substring(0, begin + BEGIN.length()) + "\n" + tables + readme.substring(end));
  }

  /** Tables of results files, one after the other. */
  static String of(List<Path> files) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path file : files) {
      append(text, JSON.readTree(file.toFile()));
    }
    return text.toString();
  }

  private static void append(StringBuilder text, JsonNode report) {
    JsonNode machine = report.get("machine");
    text.append(
        "**%s, %d cores, JDK %s**, %s, commit %s, `%s`%s. "
            .formatted(
                machine.get("cpu").asText(),
                machine.get("cores").asInt(),
                machine.get("jdk").asText(),
                report.get("date").asText(),
                report.get("commit").asText(),
                report.get("command").asText(),
                report.get("quick").asBoolean() ? " (one short fork a figure)" : ""));
    text.append("Limits: fma ").append(byThreads(report.get("fmaGigaflopsByThreads"), "GFLOP/s"));
    for (Map.Entry<String, JsonNode> copy :
        report.get("copyGigabytesByKibAndThreads").properties()) {
      int kib = Integer.parseInt(copy.getKey());
      text.append("; copy within ")
          .append(kib < 1024 ? kib + " KiB " : kib / 1024 + " MiB ")
          .append(byThreads(copy.getValue(), "GB/s"));
    }
    text.append(" on 1 and 2 threads.");
    for (JsonNode figure : report.get("figures")) {
      if (!mark(figure).isEmpty()) {
        text.append(" °: the host had the two cores on chiplets without a common cache.");
        break;
      }
    }
    Set<String> libraries = new TreeSet<>();
    report.get("peers").forEach(library -> libraries.add(library.asText()));
    if (!libraries.isEmpty()) {
      text.append(" Peers: ").append(String.join(", ", libraries)).append('.');
    }
    for (Map.Entry<String, JsonNode> peer : report.get("absent").properties()) {
      text.append(" Without %s: %s.".formatted(peer.getKey(), peer.getValue().asText()));
    }
    text.append("\n\n");
    appendTable(text, report.get("figures"));
    appendRest(text, report);
  }

  private static void appendTable(StringBuilder text, JsonNode figures) {
    text.append(
        "| work | scalar | vector, 1 thread | 2 threads | of the limit | LibTorch, best form |"
            + " bayesian-torch | OpenBLAS |\n|---|---|---|---|---|---|---|---|\n");
    Map<String, Map<String, JsonNode>> works = new LinkedHashMap<>();
    for (JsonNode figure : figures) {
      String work = work(figure);
      if (SHOWN.stream().anyMatch(work::startsWith)) {
        Map<String, JsonNode> row = works.computeIfAbsent(work, w -> new TreeMap<>());
        String contender = figure.get("contender").asText();
        row.merge(column(contender), figure, ResultTable::faster);
      }
    }
    for (Map.Entry<String, Map<String, JsonNode>> work : works.entrySet()) {
      text.append("| ").append(words(work.getKey()));
      for (String column : COLUMNS) {
        JsonNode figure = work.getValue().get(column);
        text.append(" | ").append(figure == null ? "" : time(figure));
        if (column.equals("vector-2")) {
          JsonNode engine = figure == null ? work.getValue().get("vector-1") : figure;
          text.append(" | ").append(engine == null ? "" : fraction(engine));
        }
      }
      text.append(" |\n");
    }
    text.append('\n');
  }

  /** Latency, scaling, allocation, memory and start-up, a line each. */
  private static void appendRest(StringBuilder text, JsonNode report) {
    Map<String, List<String>> lines = new LinkedHashMap<>();
    for (JsonNode figure : report.get("figures")) {
      String family = figure.get("family").asText();
      String parameters = parameters(figure);
      String contender = figure.get("contender").asText();
      double seconds = figure.get("seconds").asDouble();
      if (family.equals("Latency")) {
        add(
            lines,
            "One row with error bars from 50 weight samples, 50th / 99th percentile",
            "%s %s %s / %s us"
                .formatted(
                    contender,
                    parameters,
                    digits(1e6 * seconds),
                    digits(1e6 * figure.get("p99").asDouble())));
      } else if (family.equals("RowScaling")) {
        double each = seconds / Double.parseDouble(parameters);
        add(
            lines,
            "A row among so many",
            "%s: %s us%s".formatted(parameters, digits(1e6 * each), mark(figure)));
      } else if (family.equals("SampleScaling")) {
        double each = seconds / Double.parseDouble(parameters);
        add(
            lines,
            "A weight sample of 1024 rows among so many",
            "%s: %s us%s".formatted(parameters, digits(1e6 * each), mark(figure)));
      } else if (family.equals("Ensemble")) {
        add(
            lines,
            "A step of 32 networks",
            "%s %s %s".formatted(words(parameters), contender, time(figure)));
      }
    }
    JsonNode probes = report.get("probes");
    for (JsonNode found : probes.path("allocatedBytesPerRun")) {
      List<String> parts = new ArrayList<>();
      found
          .properties()
          .forEach(
              e -> {
                if (e.getValue().isNumber()) {
                  parts.add(words(e.getKey()) + " " + digits(e.getValue().asDouble()));
                }
              });
      add(
          lines,
          "Bytes allocated by one run",
          found.get("contender").asText() + " " + String.join(", ", parts));
    }
    for (JsonNode found : probes.path("memoryOfTraining")) {
      add(
          lines,
          "Peak heap of training against parameters (with gradients and moments) and activations",
          "%s %s MB against %s + %s MB"
              .formatted(
                  found.get("network").asText(),
                  digits(1e-6 * found.get("peakHeapBytes").asDouble()),
                  digits(1e-6 * found.get("parameterBytes").asDouble()),
                  digits(1e-6 * found.get("activationBytes").asDouble())));
    }
    if (probes.has("startUp")) {
      JsonNode found = probes.get("startUp");
      add(
          lines,
          "Start-up",
          "`credence --version` %s, `credence predict` of %d rows %s"
              .formatted(
                  time(found.get("versionSeconds").asDouble()),
                  found.get("rows").asInt(),
                  time(found.get("predictSeconds").asDouble())));
    }
    lines.forEach(
        (name, values) ->
            text.append("- ")
                .append(name)
                .append(": ")
                .append(String.join("; ", values))
                .append(".\n"));
    text.append('\n');
  }

  /** A name of the suite for people: plain product forward 512x512x512. */
  private static String words(String name) {
    String apart = name.trim().replaceAll("(?<=[a-z])(?=[A-Z])|_", " ");
    return apart.toLowerCase(Locale.ROOT);
  }

  private static void add(Map<String, List<String>> lines, String name, String value) {
    lines.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
  }

  private static JsonNode faster(JsonNode a, JsonNode b) {
    return a.get("seconds").asDouble() <= b.get("seconds").asDouble() ? a : b;
  }

  /** Backends have a column for each number of threads; of peers the faster one is shown. */
  private static String column(String contender) {
    return Contenders.isEngine(contender) ? contender : Contenders.form(contender);
  }

  private static String work(JsonNode figure) {
    return figure.get("family").asText() + " " + parameters(figure) + " ";
  }

  private static String parameters(JsonNode figure) {
    List<String> values = new ArrayList<>();
    figure.get("parameters").properties().forEach(e -> values.add(e.getValue().asText()));
    return String.join(" ", values);
  }

  /** The limit that the work comes nearer to. */
  private static String fraction(JsonNode figure) {
    double fma = figure.get("fmaFraction").asDouble();
    double copy = figure.get("copyFraction").asDouble();
    return fma >= copy ? "%.0f %% fma".formatted(100 * fma) : "%.0f %% copy".formatted(100 * copy);
  }

  private static String byThreads(JsonNode rates, String unit) {
    List<String> values = new ArrayList<>();
    rates.properties().forEach(e -> values.add(digits(e.getValue().asDouble())));
    return String.join(" and ", values) + " " + unit;
  }

  private static String time(double seconds) {
    if (seconds < 1e-3) {
      return digits(1e6 * seconds) + " us";
    }
    return seconds < 1 ? digits(1e3 * seconds) + " ms" : digits(seconds) + " s";
  }

  private static String time(JsonNode figure) {
    return time(figure.get("seconds").asDouble()) + mark(figure);
  }

  /** A mark for cores that shared no cache. */
  private static String mark(JsonNode figure) {
    return figure.path("coreNanos").asDouble() > CoreDistance.FAR ? "°" : "";
  }

  /** Three digits. */
  private static String digits(double value) {
    if (value == 0) {
      return "0";
    }
    int decimals = (int) Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
    return String.format(Locale.ROOT, "%." + Math.min(decimals, 6) + "f", value);
  }
}
