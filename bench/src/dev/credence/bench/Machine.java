package dev.credence.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the figures were measured on; no names of hosts or folders. */
record Machine(String cpu, int cores, String jdk, String vm) {
  /** This machine and Java. */
  static Machine current() {
    String vendor = System.getProperty("java.vendor.version", "");
    return new Machine(
        processor(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("java.version"),
        (System.getProperty("java.vm.name") + " " + vendor).trim());
  }

  /** Name of the results file: processor and Java release. */
  String slug() {
    String name = cpu.replaceAll("\\((R|TM|r|tm)\\)|CPU|@.*", " ");
    return "%s-%d-cores-jdk%d"
        .formatted(name.trim().replaceAll("[^A-Za-z0-9]+", "-"), cores, Runtime.version().feature())
        .toLowerCase(Locale.ROOT);
  }

  /** Whether a system property is passed on to the Java machines that the suite starts. */
  private static boolean forwarded(String property) {
    return property.startsWith("credence.bench.")
        || property.startsWith("ai.djl.")
        || property.startsWith("org.bytedeco.")
        || property.equals("DJL_CACHE_DIR")
        || property.equals("OPT_OUT_TRACKING");
  }

  /** Arguments of every Java machine that the suite starts. */
  static List<String> arguments() {
    List<String> arguments =
        new ArrayList<>(List.of("-Xmx3g", "--add-modules=jdk.incubator.vector"));
    if (Runtime.version().feature() >= 22) {
      arguments.add("--enable-native-access=ALL-UNNAMED");
    }
    for (String property : System.getProperties().stringPropertyNames()) {
      if (forwarded(property)) {
        arguments.add("-D" + property + "=" + System.getProperty(property));
      }
    }
    return arguments;
  }

  /** What {@link Probe} finds in a fresh Java machine. */
  static JsonNode probe(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Probe.class.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("the probe " + List.of(arguments) + " failed");
    }
    return new ObjectMapper().readTree(output);
  }

  private static String processor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch"); // not Linux
    }
  }
}
