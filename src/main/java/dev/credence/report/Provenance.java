package dev.credence.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All that is needed to make the same figures again, and what they cost here.
 *
 * @param command the exact command line
 * @param backend name of the backend that computed
 * @param credence version of this library
 * @param vm name and version of the virtual machine
 * @param system operating system and architecture
 * @param cpu processor model, "unknown" where the system does not tell
 */
public record Provenance(
    String command,
    long seed,
    String backend,
    Instant started,
    Duration duration,
    String credence,
    String java,
    String vm,
    String system,
    String cpu,
    int processors) {

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** Reads versions and machine from the running JVM. */
  public static Provenance here(
      String command, long seed, String backend, Instant started, Duration duration) {
    String version = Provenance.class.getPackage().getImplementationVersion();
    return new Provenance(
        command,
        seed,
        backend,
        started,
        duration,
        version == null ? "unpackaged classes" : version,
        System.getProperty("java.version"),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        String.join(
            " ",
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch")),
        cpuModel(),
        Runtime.getRuntime().availableProcessors());
  }

  /** Label and text of every entry but the command, in reading order. */
  Map<String, String> entries() {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("Seed", Long.toString(seed));
    entries.put("Backend", backend);
    entries.put("Started", started.truncatedTo(ChronoUnit.SECONDS).toString().replace("T", " "));
    entries.put("Duration", Numbers.format(duration));
    entries.put("Credence", credence);
    entries.put("Java", java + " (" + vm + ")");
    entries.put("Processor", cpu + ", " + processors + " available");
    entries.put("System", system);
    return entries;
  }

  private static String cpuModel() {
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse("unknown");
    } catch (IOException | UncheckedIOException noSuchFile) {
      return "unknown"; // not Linux
    }
  }
}
