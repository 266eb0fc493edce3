package dev.credence.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendsTest {
  private static final String FLAG = "--add-modules jdk.incubator.vector";

  @TempDir Path temporary;

  @Test
  void scalarIsAlwaysPresent() {
    try (Backend backend = Backends.select("scalar")) {
      assertThat(backend.name()).isEqualTo("scalar");
    }
    assertThat(Backends.availability("scalar").present()).isTrue();
  }

  @Test
  void everyMissingBackendHasItsReason() {
    assertThat(Backends.availability())
        .extracting(Availability::name)
        .containsExactly("scalar", "vector", "cuda");
    assertThat(Backends.availability())
        .allSatisfy(a -> assertThat(a.present() || !a.reason().isBlank()).isTrue());
  }

  @Test
  void unknownNamesAreRefused() {
    assertThatThrownBy(() -> Backends.select("quantum"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown backend quantum: choose auto, scalar, vector or cuda");
  }

  @Test
  void aMissingBackendAskedForByNameIsAnError() {
    for (Availability availability : Backends.availability()) {
      if (!availability.present()) {
        assertThatThrownBy(() -> Backends.select(availability.name()))
            .isInstanceOf(BackendUnavailableException.class)
            .hasMessage(availability.reason());
      }
    }
  }

  @Test
  void withoutTheModuleAutoFallsBackWithOneWarning() throws Exception {
    Output output = probe(List.of(), "auto");
    assertThat(output.lines).containsExactly("scalar", "scalar");
    assertThat(output.errors).singleElement().asString().contains(FLAG).contains("scalar");
  }

  @Test
  void withoutTheModuleVectorByNameIsRefused() throws Exception {
    Output output = probe(List.of(), "vector");
    assertThat(output.lines)
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).startsWith("refused: ").contains(FLAG));
    assertThat(output.errors).isEmpty();
  }

  @Test
  void withoutTheModuleARequiredVectorIsRefused() throws Exception {
    Output output = probe(List.of("-Dcredence.require=emulator, vector"), "auto");
    assertThat(output.lines)
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).startsWith("refused: ").contains(FLAG));
  }

  @Test
  void thePropertyReplacesAuto() throws Exception {
    assertThat(probe(List.of("-Dcredence.backend=scalar"), "auto").lines)
        .containsExactly("scalar", "scalar");
    assertThat(probe(List.of("-Dcredence.backend=cuda"), "scalar").lines)
        .containsExactly("scalar", "scalar");
    assertThat(probe(List.of("-Dcredence.backend=cuda"), "auto").lines)
        .allSatisfy(line -> assertThat(line).startsWith("refused: "));
  }

  @Test
  void badThreadCountsAreRefused() throws Exception {
    for (String threads : List.of("0", "-1", "many", "")) {
      List<String> options =
          List.of("--add-modules", "jdk.incubator.vector", "-Dcredence.threads=" + threads);
      assertThat(probe(options, "vector").lines)
          .hasSize(2)
          .containsOnly(
              "refused: credence.threads must be a positive whole number, not " + threads);
    }
  }

  private record Output(List<String> lines, List<String> errors) {}

  private Output probe(List<String> options, String name) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xshare:auto");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.addAll(options);
    command.add(SelectProbe.class.getName());
    command.add(name);
    Path lines = temporary.resolve("lines");
    Path errors = temporary.resolve("errors");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(lines.toFile())
            .redirectError(errors.toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    return new Output(
        Files.readAllLines(lines, StandardCharsets.UTF_8),
        Files.readAllLines(errors, StandardCharsets.UTF_8).stream()
            .filter(line -> !line.startsWith("Picked up ") && !line.contains("incubator modules"))
            .toList());
  }
}
