package dev.credence.backend.cuda.driver;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Where NVIDIA's libraries are looked for: the folders of the system property {@code
 * credence.cuda.libraries}, then LD_LIBRARY_PATH, CUDA_HOME, CUDA_PATH and the usual places.
 */
final class Libraries {
  private Libraries() {}

  /** The file of a library; null where it is in none of the folders. */
  static Path find(String name) {
    return folders()
        .map(folder -> Path.of(folder, name))
        .filter(Files::isRegularFile)
        .findFirst()
        .map(Path::toAbsolutePath)
        .orElse(null);
  }

  private static Stream<String> folders() {
    return Stream.of(
            split(System.getProperty("credence.cuda.libraries")),
            split(System.getenv("LD_LIBRARY_PATH")),
            below(System.getenv("CUDA_HOME")),
            below(System.getenv("CUDA_PATH")),
            Stream.of(
                "/usr/local/cuda/lib64",
                "/usr/lib/x86_64-linux-gnu",
                "/usr/lib64",
                "/opt/cuda/lib64"))
        .flatMap(folders -> folders);
  }

  private static Stream<String> split(String folders) {
    return folders == null
        ? Stream.empty()
        : Stream.of(folders.split(File.pathSeparator)).filter(f -> !f.isEmpty());
  }

  private static Stream<String> below(String home) {
    return Stream.ofNullable(home).filter(Objects::nonNull).map(h -> h + "/lib64");
  }
}
