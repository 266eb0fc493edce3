package dev.credence.backend;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.credence.backend.cuda.CudaBackend;
import dev.credence.backend.cuda.NoiseSource;
import dev.credence.backend.cuda.Tuning;
import dev.credence.backend.cuda.driver.Device;
import dev.credence.backend.cuda.driver.DeviceException;
import dev.credence.backend.cuda.driver.Driver;
import dev.credence.backend.cuda.driver.Normals;
import dev.credence.backend.cuda.driver.Precision;
import dev.credence.bench.DeviceBench;
import dev.credence.bench.ProductBench;
import dev.credence.layer.Estimator;
import java.util.Arrays;
import java.util.List;

/** Times on a device, for the report. */
final class BenchReport {
  private final Driver driver;
  private final boolean small;

  /**
   * Measurements on a driver, which stays open.
   *
   * @param small sizes for a slow machine, to see that everything runs
   */
  BenchReport(Driver driver, boolean small) {
    this.driver = driver;
    this.small = small;
  }

  /** Closed with the driver, which others use. */
  private Backend backend(Precision precision, NoiseSource source) {
    return new CudaBackend(driver, Tuning.DEFAULT, precision, source);
  }

  /** Whole programs: everything in FP32, products and predictions in every precision. */
  void write(ObjectNode report) {
    report.put("sizes", small ? "small: not for comparison" : "full");
    ArrayNode list = report.putArray("timings");
    double copyRate = Double.NaN;
    for (Precision precision : Precision.values()) {
      double peak = peakFlops(precision);
      report.put("peak_" + precision.id() + "_teraflops_per_second", peak * 1e-12);
      DeviceBench bench = new DeviceBench(backend(precision, NoiseSource.PHILOX), small);
      List<DeviceBench.Timing> timings =
          precision == Precision.FP32 ? bench.run() : bench.productsAndPredictions();
      if (precision == Precision.FP32) {
        DeviceBench.Timing copy =
            timings.stream().filter(t -> t.work().equals("copy")).findFirst().orElseThrow();
        copyRate = copy.bytes() / copy.median();
      }
      for (DeviceBench.Timing t : timings) {
        add(t, precision, peak, copyRate, list.addObject());
      }
    }
    report.set("normals_by_curand", curandNormals());
    report.set("flipout_step_median_seconds_by_noise", curandSteps());
  }

  private static void add(
      DeviceBench.Timing t, Precision precision, double peak, double copyRate, ObjectNode node) {
    // At the rate of the copy in this run and the peak of the clock, whichever takes longer.
    double limit = Math.max(t.flops() / peak, t.bytes() / copyRate);
    node.put("work", t.work()).put("detail", t.detail()).put("precision", precision.id());
    node.put("size", t.size());
    node.put("median_seconds", t.median());
    node.put("fastest_seconds", Arrays.stream(t.seconds()).min().orElseThrow());
    node.put("slowest_seconds", Arrays.stream(t.seconds()).max().orElseThrow());
    node.put("repetitions", t.seconds().length);
    node.put("teraflops_per_second", t.flops() / t.median() * 1e-12);
    node.put("roofline_fraction", limit / t.median());
    node.put("terabytes_per_second", t.bytes() / t.median() * 1e-12);
    System.err.printf(
        "%-16s %-26s %-5s %-22s %10.4f ms  %8.3f TFLOP/s  %6.3f TB/s%n",
        t.work(),
        t.detail(),
        precision.id(),
        t.size(),
        t.median() * 1e3,
        t.flops() / t.median() * 1e-12,
        t.bytes() / t.median() * 1e-12);
  }

  /**
   * Operations a second that the device's clock allows: in FP32 one fused multiply-add a lane and
   * cycle, on the tensor cores of compute capabilities 8.0 and 9.0 8 (TF32) or 16 (BF16) times as
   * many. NaN for other devices' tensor cores, and where {@code -Dcredence.gpu.megahertz} does not
   * tell the clock.
   */
  private double peakFlops(Precision precision) {
    Device device = driver.device();
    boolean halfLanes = device.major() == 8 && device.minor() == 0;
    double megahertz = Double.parseDouble(System.getProperty("credence.gpu.megahertz", "NaN"));
    double lanes = (halfLanes ? 64 : 128) * (double) device.multiprocessors();
    double times = precision == Precision.FP32 ? 1 : precision == Precision.TF32 ? 8 : 16;
    boolean known = times == 1 || halfLanes || device.major() == 9;
    return known ? 2 * times * lanes * megahertz * 1e6 : Double.NaN;
  }

  /** Single products in every way that sizes could make the backend choose. */
  void writeProducts(ObjectNode report) {
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

  /** How long cuRAND takes for as many normals as our own are timed with. */
  private ObjectNode curandNormals() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
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
  private ObjectNode curandSteps() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    try {
      driver.normals();
    } catch (DeviceException e) {
      return node.put("absence", e.getMessage());
    }
    for (NoiseSource source : NoiseSource.values()) {
      Backend backend = backend(Precision.FP32, source);
      ObjectNode seconds = node.putObject(source.id());
      for (DeviceBench.Timing t : new DeviceBench(backend, small).steps(Estimator.FLIPOUT)) {
        seconds.put(t.size(), t.median());
      }
    }
    return node;
  }
}
