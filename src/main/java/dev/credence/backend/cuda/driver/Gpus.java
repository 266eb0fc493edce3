package dev.credence.backend.cuda.driver;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/**
 * The GPUs of this machine, or the one reason why none can be used. Looked for once, without
 * opening any; where the operating system has no NVIDIA device, nothing is loaded and nothing
 * unpacked.
 *
 * <p>The system property {@code credence.cuda.driver} names the file of libcuda.so.1 where it lies
 * outside the dynamic linker's folders.
 */
public final class Gpus {
  private static final List<Path> DEVICE_FILES =
      List.of(Path.of("/dev/nvidiactl"), Path.of("/dev/dxg"));

  private final List<Device> devices;
  private final int driverVersion;
  private final String reason;
  private final Throwable cause;

  private Gpus(List<Device> devices, int driverVersion, String reason, Throwable cause) {
    this.devices = List.copyOf(devices);
    this.driverVersion = driverVersion;
    this.reason = reason;
    this.cause = cause;
  }

  private static final class Once {
    static final Gpus FOUND = look();
  }

  /** What was found at the first call. */
  public static Gpus get() {
    return Once.FOUND;
  }

  /** All devices, in the driver's order. */
  public List<Device> devices() {
    return devices;
  }

  /** CUDA version that the driver supports, such as 13.0; null where there is no driver. */
  public String driverVersion() {
    return driverVersion == 0 ? null : Images.version(driverVersion);
  }

  /** Why there is no device at all; null where there is one. */
  public String reason() {
    return reason;
  }

  /** What went wrong, where that is more than the reason says; may be null. */
  public Throwable cause() {
    return cause;
  }

  /** Why this build's kernels cannot be run on a device; null where they can. */
  public String absence(int ordinal) {
    if (reason != null) {
      return reason;
    }
    if (ordinal < 0 || ordinal >= devices.size()) {
      return "there is no GPU %d: this machine has %d, numbered from 0"
          .formatted(ordinal, devices.size());
    }
    String images = imagesAbsence();
    return images != null ? images : Images.Targets.find().refusal(devices.get(ordinal));
  }

  /** Why this build has no compiled kernels; null where it has. */
  public static String imagesAbsence() {
    return Images.Targets.find() == null
        ? "this build has no compiled kernels: nvcc was not there when it was built"
        : null;
  }

  /** What the compiled kernels are for, where this build has them. */
  public static String images() {
    return Images.Targets.find().text();
  }

  /** The driver's handle of a device. */
  static CUdevice handle(int ordinal) {
    CUdevice device = new CUdevice();
    Status.check(JCudaDriver.cuDeviceGet(device, ordinal), () -> "GPU " + ordinal);
    return device;
  }

  private static Gpus look() {
    String file = System.getProperty("credence.cuda.driver");
    String absence = NativeLibraries.absence();
    if (absence == null && file == null && DEVICE_FILES.stream().noneMatch(Files::exists)) {
      absence = "there is no NVIDIA GPU, or its kernel driver is not loaded: no /dev/nvidiactl";
    }
    if (absence != null) {
      return none(absence, null);
    }
    try {
      if (file != null) {
        System.load(Path.of(file).toAbsolutePath().toString());
      }
      NativeLibraries.initialize("jcuda.driver.JCudaDriver", "JCudaDriver", "12.6.0");
      return count();
    } catch (LinkageError e) {
      return none("the NVIDIA driver's libcuda.so.1 does not load: " + firstLine(e), e);
    } catch (DeviceException e) {
      return none(e.getMessage(), e);
    }
  }

  private static Gpus none(String reason, Throwable cause) {
    return new Gpus(List.of(), 0, reason, cause);
  }

  /** The linker's words; JCuda prints whole stack traces behind them. */
  static String firstLine(Throwable error) {
    Throwable first = error;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    String text = String.valueOf(first.getMessage());
    return text.lines()
        .filter(line -> line.contains("UnsatisfiedLinkError: ") && line.contains("cannot"))
        .map(line -> line.substring(line.lastIndexOf(": lib") + 2))
        .findFirst()
        .orElse(text.lines().findFirst().orElse(""));
  }

  private static Gpus count() {
    int status = JCudaDriver.cuInit(0);
    if (status == CUresult.CUDA_ERROR_NO_DEVICE) {
      return none("the NVIDIA driver finds no GPU", null);
    }
    Status.check(status, () -> "the NVIDIA driver does not start");
    int[] number = new int[1];
    Status.check(JCudaDriver.cuDriverGetVersion(number), () -> "the driver's version");
    int driver = number[0];
    Status.check(JCudaDriver.cuDeviceGetCount(number), () -> "the number of GPUs");
    List<Device> devices = new ArrayList<>();
    for (int ordinal = 0; ordinal < number[0]; ordinal++) {
      devices.add(describe(ordinal, driver));
    }
    return devices.isEmpty()
        ? none("the NVIDIA driver finds no GPU", null)
        : new Gpus(devices, driver, null, null);
  }

  private static Device describe(int ordinal, int driver) {
    CUdevice handle = handle(ordinal);
    byte[] name = new byte[256];
    long[] memory = new long[1];
    Status.check(JCudaDriver.cuDeviceGetName(name, name.length, handle), () -> "a GPU's name");
    Status.check(JCudaDriver.cuDeviceTotalMem(memory, handle), () -> "a GPU's memory");
    int major = attribute(handle, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR);
    int minor = attribute(handle, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
    Images.Targets targets = Images.Targets.find();
    return new Device(
        new String(name, StandardCharsets.UTF_8).replace("\0", "").trim(),
        ordinal,
        major,
        minor,
        attribute(handle, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT),
        memory[0],
        driver,
        major == 9 && minor == 0 && targets != null && targets.cubins().contains("90a"));
  }

  private static int attribute(CUdevice handle, int attribute) {
    int[] value = new int[1];
    Status.check(
        JCudaDriver.cuDeviceGetAttribute(value, attribute, handle), () -> "a GPU's attributes");
    return value[0];
  }
}
