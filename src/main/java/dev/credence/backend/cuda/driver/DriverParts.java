package dev.credence.backend.cuda.driver;

import dev.credence.backend.Availability.Part;
import java.util.ArrayList;
import java.util.List;

/** What the CUDA backend is made of, for people who look why something is missing. */
public final class DriverParts {
  private DriverParts() {}

  /** The driver, every GPU, the compiled kernels and the libraries. */
  public static List<Part> list() {
    List<Part> parts = new ArrayList<>();
    Gpus gpus = Gpus.get();
    String driver = gpus.driverVersion();
    parts.add(
        driver == null
            ? new Part("driver", false, gpus.reason())
            : new Part("driver", true, "NVIDIA driver for CUDA " + driver));
    for (Device device : gpus.devices()) {
      parts.add(gpu(device, gpus.absence(device.ordinal())));
    }
    String images = Gpus.imagesAbsence();
    parts.add(new Part("images", images == null, images == null ? Gpus.images() : images));
    if (gpus.devices().isEmpty()) {
      String sentence = "not looked for without a GPU";
      parts.add(new Part("cublas", false, sentence));
      parts.add(new Part("curand", false, sentence));
    } else {
      parts.add(library("cublas", BlasLibrary.get().absence(), BlasLibrary.get().how()));
      parts.add(library("curand", RandomLibrary.get().absence(), RandomLibrary.get().how()));
    }
    return parts;
  }

  private static Part gpu(Device device, String refusal) {
    String text =
        "%s, compute capability %d.%d, %.1f GiB"
            .formatted(
                device.name(),
                device.major(),
                device.minor(),
                device.memory() / (double) (1 << 30));
    return new Part(
        "gpu " + device.ordinal(), refusal == null, refusal == null ? text : text + ": " + refusal);
  }

  private static Part library(String name, String absence, String how) {
    return new Part(name, absence == null, absence == null ? how : absence);
  }
}
