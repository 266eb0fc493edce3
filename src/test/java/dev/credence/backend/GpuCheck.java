package dev.credence.backend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.credence.backend.cuda.CudaBackend;
import dev.credence.backend.cuda.NoiseSource;
import dev.credence.backend.cuda.Tuning;
import dev.credence.backend.cuda.driver.Device;
import dev.credence.backend.cuda.driver.DeviceException;
import dev.credence.backend.cuda.driver.Driver;
import dev.credence.backend.cuda.driver.JcudaDriver;
import dev.credence.backend.cuda.driver.Normals;
import dev.credence.backend.cuda.driver.Precision;
import dev.credence.backend.cuda.emulator.EmulatedDriver;
import dev.credence.bench.DeviceBench;
import dev.credence.bench.ProductBench;
import dev.credence.layer.Estimator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
        products(driver, emulated, report);
      } else {
        bench(backend, emulated, peakFlops(driver.device()), report);
        report.set("normals_by_curand", curandNormals(driver));
        report.set("flipout_step_median_seconds_by_noise", curandSteps(driver, emulated));
      }
      write(report, out);
      System.exit(sound ? 0 : 1);
    }
  }

  /**
   * FP32 operations a second that the device's clock allows: one fused multiply-add a lane and
   * cycle. NaN where {@code -Dcredence.gpu.megahertz} does not tell the clock.
   */
  private static double peakFlops(Device device) {
    boolean halfLanes = device.major() == 8 && device.minor() == 0;
    double megahertz = Double.parseDouble(System.getProperty("credence.gpu.megahertz", "NaN"));
    return 2.0 * (halfLanes ? 64 : 128) * device.multiprocessors() * megahertz * 1e6;
  }

  /** How long cuRAND takes for as many normals as our own are timed with. */
  private static ObjectNode curandNormals(Driver driver) {
    ObjectNode node = JSON.createObjectNode();
    long count = 1L << 26;
    double[] seconds = new double[20];
    try {
      Normals curand = driver.normals();
      long address = driver.allocate(count * Float.BYTES, "normals of cuRAND");
      Normals.Target target = curand.into(address, count, "a timing");
      for (int i = -3; i < seconds.length; i++) {
        driver.synchronize();
        long begin = System.nanoTime();
        target.draw(1);
        driver.synchronize();
        if (i >= 0) {
          seconds[i] = (System.nanoTime() - begin) * 1e-9;
        }
      }
      driver.free(address);
    } catch (DeviceException e) {
      return node.put("absence", e.getMessage());
    }
    Arrays.sort(seconds);
    return node.put("count", count).put("median_seconds", seconds[seconds.length / 2]);
  }

  /** Training steps by Flipout with each source of normals. */
  private static ObjectNode curandSteps(Driver driver, boolean small) {
    ObjectNode node = JSON.createObjectNode();
    try {
      driver.normals();
    } catch (DeviceException e) {
      return node.put("absence", e.getMessage());
    }
    for (NoiseSource source : NoiseSource.values()) {
      // Not closed: the driver stays open for others.
      Backend backend = new CudaBackend(driver, Tuning.DEFAULT, Precision.FP32, source);
      ObjectNode seconds = node.putObject(source.id());
      for (DeviceBench.Timing t : new DeviceBench(backend, small).steps(Estimator.FLIPOUT)) {
        seconds.put(t.size(), t.median());
      }
    }
    return node;
  }

  private static void bench(Backend backend, boolean small, double peak, ObjectNode report) {
    report.put("sizes", small ? "small: not for comparison" : "full");
    report.put("peak_fp32_teraflops_per_second", peak * 1e-12);
    ArrayNode list = report.putArray("timings");
    List<DeviceBench.Timing> timings = new DeviceBench(backend, small).run();
    DeviceBench.Timing copy =
        timings.stream().filter(t -> t.work().equals("copy")).findFirst().orElseThrow();
    for (DeviceBench.Timing t : timings) {
      // At the rate of the copy in this run and the peak of the clock, whichever takes longer.
      double limit = Math.max(t.flops() / peak, t.bytes() / (copy.bytes() / copy.median()));
      ObjectNode node = list.addObject();
      node.put("work", t.work()).put("detail", t.detail()).put("size", t.size());
      node.put("median_seconds", t.median());
      node.put("fastest_seconds", Arrays.stream(t.seconds()).min().orElseThrow());
      node.put("slowest_seconds", Arrays.stream(t.seconds()).max().orElseThrow());
      node.put("repetitions", t.seconds().length);
      node.put("teraflops_per_second", t.flops() / t.median() * 1e-12);
      node.put("roofline_fraction", limit / t.median());
      node.put("terabytes_per_second", t.bytes() / t.median() * 1e-12);
      System.err.printf(
          "%-16s %-26s %-22s %10.4f ms  %8.3f TFLOP/s  %6.3f TB/s%n",
          t.work(),
          t.detail(),
          t.size(),
          t.median() * 1e3,
          t.flops() / t.median() * 1e-12,
          t.bytes() / t.median() * 1e-12);
    }
  }

  private static void products(Driver driver, boolean small, ObjectNode report) {
    ArrayNode list = report.putArray("products");
    for (ProductBench.Comparison c : new ProductBench(driver, small).run()) {
      ObjectNode node = list.addObject().put("work", c.work()).put("precision", c.precision());
      node.put("size", c.size());
      ObjectNode seconds = node.putObject("median_seconds");
      ObjectNode rates = node.putObject("teraflops_per_second");
      c.seconds()
          .forEach(
              (way, median) -> {
                seconds.put(way, median);
                rates.put(way, c.flops() / median * 1e-12);
              });
      c.absences().forEach(node.putObject("absences")::put);
      System.err.printf("%-15s %-5s %-16s %s%n", c.work(), c.precision(), c.size(), seconds);
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
