package dev.credence.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.credence.backend.Backends;
import dev.credence.backend.cuda.driver.Kernel;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What nvcc and ptxas make of the kernels, against the launch tables. PTX, code and resource usage
 * stay below {@code target/native}.
 */
class KernelImagesTest {
  private static final Path NATIVE = Path.of("native");
  private static final Path PTX = Path.of("target/native/ptx");
  private static final Path SASS = Path.of("target/native/sass");

  private static final Pattern NAMED = Pattern.compile(".*_(tf32|bf16)_.*");

  private static final Pattern PROPERTIES =
      Pattern.compile(
          "Function properties for (\\w+)\\s+(\\d+) bytes stack frame, (\\d+) bytes spill stores,"
              + " (\\d+) bytes spill loads");

  @BeforeAll
  static void compile() throws IOException, InterruptedException {
    for (String tool : List.of("nvcc", "ptxas", "make")) {
      if (!isInstalled(tool)) {
        String absence = "kernels are not compiled for GPUs: " + tool + " is not installed";
        assertThat(Backends.required()).as(absence).doesNotContain("nvcc");
        assumeTrue(false, absence);
      }
    }
    Process process =
        new ProcessBuilder(NATIVE.resolve("build").toString(), "sass")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private static boolean isInstalled(String tool) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }

  /** Files of all kernel sources, and of none that is there no more. */
  private static List<Path> files(Path folder, String ending, int perSource) throws IOException {
    List<String> sources = sources();
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> found =
          all.filter(f -> f.toString().endsWith(ending))
              .filter(f -> sources.contains(source(f)))
              .sorted()
              .toList();
      assertThat(found).hasSize(perSource * sources.size());
      return found;
    }
  }

  private static String source(Path file) {
    return file.getFileName().toString().split("\\.")[0];
  }

  private static List<String> sources() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("kernels"))) {
      return all.map(f -> f.getFileName().toString())
          .filter(name -> name.endsWith(".cu"))
          .map(name -> name.substring(0, name.length() - 3))
          .sorted()
          .toList();
    }
  }

  @Test
  void kernelsAreDeclaredAsTheyAreLaunched() throws IOException {
    Map<String, String> launched = new TreeMap<>();
    for (Kernel kernel : Kernels.all()) {
      launched.put(kernel.toString(), signature(kernel));
    }
    for (String architecture : List.of("compute_80", "compute_90a")) {
      Map<String, String> compiled = new TreeMap<>();
      for (Path file : files(PTX, "." + architecture + ".ptx", 1)) {
        Ptx.read(file)
            .forEach((name, ptx) -> compiled.put(source(file) + ".cu:" + name, ptx.signature()));
      }
      assertThat(compiled).as(architecture).isEqualTo(launched);
    }
  }

  private static String signature(Kernel kernel) {
    StringBuilder text = new StringBuilder(kernel.threads() + " threads");
    kernel.parameters().chars().forEach(letter -> text.append(' ').append(parameter(letter)));
    return text.toString();
  }

  private static String parameter(int letter) {
    return switch (letter) {
      case 'M' -> "32-byte struct";
      case 'N' -> "24-byte struct";
      case 'L' -> "list";
      case 'p', 'l' -> "64-bit";
      case 'i' -> "32-bit";
      case 'f' -> "float";
      default -> throw new IllegalStateException("parameter letter " + (char) letter);
    };
  }

  @Test
  void nothingIsKeptInLocalMemory() throws IOException {
    List<String> found = new ArrayList<>();
    int kernels = 0;
    for (Path file : files(SASS, ".txt", 2)) {
      Matcher properties = PROPERTIES.matcher(Files.readString(file));
      while (properties.find()) {
        kernels++;
        boolean local = Stream.of(2, 3, 4).anyMatch(group -> !properties.group(group).equals("0"));
        if (local) {
          found.add(file.getFileName() + ": " + properties.group().replaceAll("\\s+", " "));
        }
      }
    }
    assertThat(found).isEmpty();
    assertThat(kernels).isEqualTo(2 * Kernels.all().size());
  }

  private static String precision(String kernel) {
    Matcher named = NAMED.matcher(kernel);
    return named.matches() ? named.group(1) : "fp32";
  }

  /** Products in TF32 and BF16 run on tensor cores, and nothing else does. */
  @Test
  void tensorCoresMultiplyWhereTheNameSaysSo() throws IOException {
    List<String> wrong = new ArrayList<>();
    int tensor = 0;
    for (Path file : files(PTX, ".ptx", 2)) {
      boolean warpgroups = file.toString().endsWith(".compute_90a.ptx");
      for (String kernel : Files.readString(file).split("\\.entry ")) {
        String name = kernel.split("\\(")[0];
        String own = instruction(name, warpgroups);
        tensor += own == null ? 0 : 1;
        if (own == null ? kernel.contains("mma") : !kernel.contains(own)) {
          wrong.add(file.getFileName() + ": " + name);
        }
      }
    }
    assertThat(wrong).isEmpty();
    long named = Kernels.all().stream().filter(k -> !precision(k.name()).equals("fp32")).count();
    assertThat(tensor).isEqualTo((int) (2 * named)).isPositive();
  }

  /** What a kernel must hold; null where it must not use tensor cores. */
  private static String instruction(String kernel, boolean warpgroups) {
    String precision = precision(kernel);
    if (precision.equals("fp32")) {
      return null;
    }
    if (kernel.endsWith("_warpgroup")) {
      String shape = precision.equals("tf32") ? "k8.f32.tf32.tf32" : "k16.f32.bf16.bf16";
      boolean narrow = !kernel.startsWith("matmul") && !kernel.contains("_128_");
      String columns = narrow ? "64" : "128";
      return warpgroups ? "wgmma.mma_async.sync.aligned.m64n" + columns + shape : "trap;";
    }
    return precision.equals("tf32")
        ? "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32"
        : "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32";
  }
}
