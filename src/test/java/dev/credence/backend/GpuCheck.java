package dev.credence.backend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.credence.backend.cuda.CudaBackend;
import dev.credence.backend.cuda.driver.Driver;
import dev.credence.backend.cuda.driver.JcudaDriver;
import dev.credence.backend.cuda.emulator.EmulatedDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One stage of {@code ci/gpu-check} on one device, written as JSON.
 *
 * <pre>
 *   GpuCheck parity MACHINE OUT.json [PREFIX]  every case against the float64 oracle: worst error / bound
 *   GpuCheck bench  MACHINE OUT.json           times, with flops and bytes; on the emulator small sizes
 *   GpuCheck products MACHINE OUT.json         times of products in every way that sizes could choose
 *   GpuCheck merge  FOLDER  OUT.json           the stages in a folder as one report
 * </pre>
 *
 * MACHINE is cuda or emulator. Ends with status 1 where a case is outside its bound.
 */
public final class GpuCheck {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private GpuCheck() {}

  public static void main(String[] args) throws IOException {
    if (args.length < 3) {
      System.err.println(
          "usage: GpuCheck parity|bench|products|merge MACHINE|FOLDER OUT.json [PREFIX]");
      System.exit(2);
    }
    Path out = Path.of(args[2]);
    if (args[0].equals("merge")) {
      write(merged(Path.of(args[1])), out);
      return;
    }
    boolean emulated = args[1].equals(Machines.EMULATOR);
    Driver driver = emulated ? new EmulatedDriver() : JcudaDriver.open(0);
    try (Backend backend = new CudaBackend(driver)) {
      ObjectNode report = JSON.createObjectNode();
      report.put("device", backend.description());
      boolean sound = true;
      if (args[0].equals("parity")) {
        sound = ParityReport.write(driver, args.length > 3 ? args[3] : "", report);
      } else if (args[0].equals("products")) {
        new BenchReport(driver, emulated).writeProducts(report);
      } else {
        new BenchReport(driver, emulated).write(report);
      }
      write(report, out);
      System.exit(sound ? 0 : 1);
    }
  }

  /** Each file of the folder under its name, texts as lines. */
  private static ObjectNode merged(Path folder) throws IOException {
    ObjectNode report = JSON.createObjectNode();
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.sorted().toList();
    }
    for (Path file : files) {
      String name = file.getFileName().toString();
      int dot = name.lastIndexOf('.');
      String key = dot < 0 ? name : name.substring(0, dot);
      if (name.endsWith(".json")) {
        report.set(key, parsed(file));
      } else if (name.endsWith(".txt")) {
        ArrayNode lines = report.putArray(key);
        Files.readAllLines(file).forEach(lines::add);
      }
    }
    return report;
  }

  private static JsonNode parsed(Path file) throws IOException {
    return JSON.readTree(file.toFile());
  }

  private static void write(JsonNode node, Path out) throws IOException {
    JSON.writeValue(out.toFile(), node);
  }
}
