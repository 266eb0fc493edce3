package dev.credence.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.credence.backend.Backends;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * nvcc compiles the noise transforms to the roundings that the source asks for: as many of each
 * instruction, all of them with their rounding, which keeps the assembler from contracting them.
 */
class NoiseInstructionsTest {
  private static final Path HEADER = Path.of("kernels", "noise.cuh");
  private static final Path KERNELS = Path.of("kernels", "noise.cu");

  /** Functions that {@code noise_transform} calls once each, with those that they call. */
  private static final String[] FUNCTIONS = {
    "small_float", "box_muller_radius", "box_muller_angle", "word_uniform"
  };

  private static final Map<String, String> INSTRUCTIONS =
      Map.of(
          "__fmaf_rn", "fma.rn.f32",
          "__fmul_rn", "mul.rn.f32",
          "__fadd_rn", "add.rn.f32",
          "__fsqrt_rn", "sqrt.rn.f32",
          "__int2float_rn", "cvt.rn.f32.s32");

  @TempDir Path folder;

  @Test
  void roundsAsWritten() throws Exception {
    Map<String, Integer> written = new TreeMap<>();
    String source = Files.readString(HEADER);
    for (String function : FUNCTIONS) {
      String body = body(source, "\\bDEVICE \\w+ " + function + "\\(");
      INSTRUCTIONS.forEach(
          (call, instruction) -> written.merge(instruction, count(body, call), Integer::sum));
    }
    assertThat(written.values()).allMatch(n -> n > 0);
    String kernel = body(ptx(), "\\.entry noise_transform\\(");
    Map<String, Integer> compiled = new TreeMap<>();
    Matcher matcher =
        Pattern.compile("\\b(?:fma|mul|add|sub|div|mad|sqrt|cvt)\\.[a-z0-9.]*f32[a-z0-9.]*")
            .matcher(kernel);
    while (matcher.find()) {
      compiled.merge(matcher.group(), 1, Integer::sum);
    }
    assertThat(compiled).isEqualTo(written);
  }

  /** From a declaration to the brace at the beginning of a line. */
  private static String body(String text, String declaration) {
    Matcher matcher = Pattern.compile(declaration + ".*?\\n}", Pattern.DOTALL).matcher(text);
    assertThat(matcher.find()).as(declaration).isTrue();
    return matcher.group();
  }

  private static int count(String text, String call) {
    return text.split(call + "\\(", -1).length - 1;
  }

  private String ptx() throws IOException, InterruptedException {
    String nvcc = nvcc();
    if (nvcc == null && Backends.required().contains("nvcc")) {
      throw new AssertionError("required, but nvcc is not on the path");
    }
    assumeTrue(nvcc != null, "the instructions are not looked at: nvcc is not on the path");
    Path ptx = folder.resolve("noise.ptx");
    Process process =
        new ProcessBuilder(
                nvcc,
                "-std=c++17",
                "-O3",
                "-ptx",
                "-arch=compute_80",
                "-o",
                ptx.toString(),
                KERNELS.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return Files.readString(ptx);
  }

  private static String nvcc() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator))
        .map(folder -> Path.of(folder, "nvcc"))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElse(null);
  }
}
