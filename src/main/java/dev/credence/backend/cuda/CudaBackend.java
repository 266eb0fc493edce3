package dev.credence.backend.cuda;

import dev.credence.backend.Availability;
import dev.credence.backend.Backend;
import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.backend.cuda.driver.Device;
import dev.credence.backend.cuda.driver.Driver;
import dev.credence.backend.cuda.driver.DriverParts;
import dev.credence.backend.cuda.driver.Gpus;
import dev.credence.backend.cuda.driver.JcudaDriver;
import dev.credence.backend.cuda.driver.Precision;
import dev.credence.op.Op;
import dev.credence.tensor.Arena;
import java.util.List;

/** Hand-written kernels on one CUDA device, or on what a {@link Driver} makes of one. */
public final class CudaBackend implements Backend {
  static final String NAME = "cuda";

  private final Driver driver;
  private final Tuning tuning;
  private final Precision precision;
  private final NoiseSource noise;
  private final DeviceAllocator allocator;

  /** Whether a GPU can be used, without opening it. */
  public static Availability availability(int ordinal) {
    Gpus gpus = Gpus.get();
    String reason = gpus.absence(ordinal);
    return new Availability(NAME, reason, reason == null ? null : gpus.cause());
  }

  /** What this backend is made of, each part with the reason where it is missing. */
  public static List<Availability.Part> parts() {
    return DriverParts.list();
  }

  /**
   * The backend on a GPU, as the system properties {@code credence.cuda.precision} and {@code
   * credence.cuda.noise} ask for.
   *
   * @param ordinal number of the GPU, from 0
   */
  public CudaBackend(int ordinal) {
    this(ordinal, Precision.chosen(), NoiseSource.chosen());
  }

  /**
   * The backend on a GPU.
   *
   * @param ordinal number of the GPU, from 0
   * @param precision of the factors of matrix products
   * @param noise where normals come from
   */
  public CudaBackend(int ordinal, Precision precision, NoiseSource noise) {
    this(JcudaDriver.open(ordinal), Tuning.DEFAULT, precision, noise);
  }

  /** The backend on a driver that it closes in the end, in FP32, with noise of our own. */
  public CudaBackend(Driver driver) {
    this(driver, Tuning.DEFAULT, Precision.FP32);
  }

  /** The same, with sizes of products at which implementations change. */
  public CudaBackend(Driver driver, Tuning tuning, Precision precision) {
    this(driver, tuning, precision, NoiseSource.PHILOX);
  }

  /** The same, with normals from either source. */
  public CudaBackend(Driver driver, Tuning tuning, Precision precision, NoiseSource noise) {
    this.driver = driver;
    this.tuning = tuning;
    this.precision = precision;
    this.noise = noise;
    this.allocator = new DeviceAllocator(driver);
  }

  @Override
  public String name() {
    return NAME;
  }

  /**
   * Estimated, not yet measured: a run and its copies take some 50 microseconds of their own, which
   * 1024 rows of a small network do not fill.
   */
  @Override
  public int rowsAtOnce() {
    return 8192;
  }

  @Override
  public String description() {
    Device device = driver.device();
    return "GPU %d, %s, compute capability %d.%d, %d multiprocessors, %.1f GiB%s%s"
        .formatted(
            device.ordinal(),
            device.name(),
            device.major(),
            device.minor(),
            device.multiprocessors(),
            device.memory() / (double) (1 << 30),
            precision == Precision.FP32 ? "" : ", products in " + precision,
            noise == NoiseSource.PHILOX ? "" : ", normals from cuRAND");
  }

  @Override
  public Arena newArena() {
    return new Arena(allocator);
  }

  @Override
  public Program compile(List<Op> ops, StepState state) {
    return new DeviceProgram(driver, tuning, precision, noise, ops, state);
  }

  @Override
  public void close() {
    driver.close();
  }
}
