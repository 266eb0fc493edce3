package dev.credence.backend.cuda.driver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/**
 * The compiled kernels, one image for each source file: from the folder that the system property
 * {@code credence.cuda.images} names, or else from the class path. An image is loaded when its
 * first kernel is asked for. Not thread-safe.
 */
final class Images implements AutoCloseable {
  private static final String RESOURCES = "/dev/credence/backend/cuda/images/";
  private static final String PROPERTIES = "images.properties";

  private final Device device;
  private final Map<String, CUmodule> modules = new HashMap<>();
  private final Map<Kernel, CUfunction> functions = new HashMap<>();

  /** Images for a device whose context is current. */
  Images(Device device) {
    this.device = device;
  }

  /**
   * What the images were compiled for.
   *
   * @param toolkit CUDA version of the compiler: 1000 times the major plus 10 times the minor
   * @param cubins compute capabilities that they run on as they are, such as 90a
   * @param ptx compute capabilities from which on the driver compiles them
   */
  record Targets(int toolkit, List<String> cubins, List<String> ptx) {
    /** Null where this build has no images. */
    static Targets find() {
      try (InputStream in = open(PROPERTIES)) {
        if (in == null) {
          return null;
        }
        Properties properties = new Properties();
        properties.load(in);
        String[] toolkit = properties.getProperty("toolkit", "0.0").split("\\.");
        return new Targets(
            1000 * Integer.parseInt(toolkit[0]) + 10 * Integer.parseInt(toolkit[1]),
            words(properties.getProperty("cubins", "")),
            words(properties.getProperty("ptx", "")));
      } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
        return null;
      }
    }

    private static List<String> words(String text) {
      return Arrays.stream(text.trim().split("\\s+")).filter(word -> !word.isEmpty()).toList();
    }

    /** Why the images do not run on a device; null where they do. */
    String refusal(Device device) {
      if (device.driverVersion() / 1000 < toolkit / 1000) {
        return "the NVIDIA driver is for CUDA %s, and the kernels of this build need one for CUDA %s"
            .formatted(version(device.driverVersion()), version(toolkit));
      }
      if (cubins.stream().anyMatch(cubin -> runs(cubin, device))) {
        return null;
      }
      int capability = 10 * device.major() + device.minor();
      if (ptx.stream().noneMatch(text -> number(text) <= capability)) {
        return "%s has compute capability %d.%d, and the kernels of this build are for %s"
            .formatted(device.name(), device.major(), device.minor(), text());
      }
      if (device.driverVersion() < toolkit) {
        return "the NVIDIA driver is for CUDA %s, and to compile the kernels of this build for %s it must be for CUDA %s"
            .formatted(version(device.driverVersion()), device.name(), version(toolkit));
      }
      return null;
    }

    /** The compute capabilities, for people. */
    String text() {
      return "sm_%s and PTX from compute_%s on, by CUDA %s"
          .formatted(
              String.join(", sm_", cubins), String.join(", compute_", ptx), version(toolkit));
    }

    /** Code for one device runs on those of the same generation that are not older. */
    private static boolean runs(String cubin, Device device) {
      int capability = 10 * device.major() + device.minor();
      int target = number(cubin);
      return cubin.endsWith("a")
          ? target == capability
          : target / 10 == device.major() && target <= capability;
    }

    private static int number(String capability) {
      return Integer.parseInt(capability.replaceAll("\\D", ""));
    }
  }

  /** A driver's or compiler's version as people write it. */
  static String version(int number) {
    return number / 1000 + "." + number % 1000 / 10;
  }

  private static InputStream open(String name) throws IOException {
    String folder = System.getProperty("credence.cuda.images");
    if (folder == null) {
      return Images.class.getResourceAsStream(RESOURCES + name);
    }
    Path file = Path.of(folder, name);
    return Files.exists(file) ? Files.newInputStream(file) : null;
  }

  /**
   * The function of a kernel, ready to be launched.
   *
   * @throws DeviceException where there is none, or it cannot have so many threads or so much
   *     shared memory
   */
  CUfunction function(Kernel kernel) {
    return functions.computeIfAbsent(kernel, this::find);
  }

  private CUfunction find(Kernel kernel) {
    CUfunction function = new CUfunction();
    int status = JCudaDriver.cuModuleGetFunction(function, module(kernel), kernel.name());
    Status.check(status, () -> "there is no kernel " + kernel);
    int[] threads = new int[1];
    Status.check(
        JCudaDriver.cuFuncGetAttribute(
            threads, CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK, function),
        kernel::toString);
    if (threads[0] < kernel.threads()) {
      throw new DeviceException(
          "%s is launched with %d threads a block and compiled for at most %d"
              .formatted(kernel, kernel.threads(), threads[0]));
    }
    if (kernel.sharedBytes() > 0) {
      int dynamic = CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES;
      set(kernel, function, dynamic, kernel.sharedBytes());
      // As many blocks as fit shall be resident, whatever that leaves of the first-level cache.
      int carveout = CUfunction_attribute.CU_FUNC_ATTRIBUTE_PREFERRED_SHARED_MEMORY_CARVEOUT;
      set(kernel, function, carveout, 100);
    }
    return function;
  }

  private static void set(Kernel kernel, CUfunction function, int attribute, int value) {
    Status.check(
        JCudaDriver.cuFuncSetAttribute(function, attribute, value),
        () -> "%s with %,d bytes of shared memory".formatted(kernel, kernel.sharedBytes()));
  }

  private CUmodule module(Kernel kernel) {
    CUmodule known = modules.get(kernel.image());
    if (known != null) {
      return known;
    }
    CUmodule module = new CUmodule();
    int status = JCudaDriver.cuModuleLoadData(module, bytes(kernel));
    if (status == CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU
        || status == CUresult.CUDA_ERROR_UNSUPPORTED_PTX_VERSION) {
      throw new DeviceException(
          "the image of %s.cu does not run on %s, compute capability %d.%d, with a driver for CUDA %s: %s"
              .formatted(
                  kernel.image(),
                  device.name(),
                  device.major(),
                  device.minor(),
                  version(device.driverVersion()),
                  Status.text(status)));
    }
    Status.check(status, () -> "the image of " + kernel.image() + ".cu does not load");
    modules.put(kernel.image(), module);
    return module;
  }

  private static byte[] bytes(Kernel kernel) {
    try (InputStream in = open(kernel.image() + ".fatbin")) {
      if (in == null) {
        throw new DeviceException("this build has no image of " + kernel.image() + ".cu");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new DeviceException("the image of " + kernel.image() + ".cu cannot be read", e);
    }
  }

  @Override
  public void close() {
    modules.values().forEach(JCudaDriver::cuModuleUnload);
    modules.clear();
    functions.clear();
  }
}
