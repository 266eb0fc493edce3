package dev.credence.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.inference.TrainingListener;
import dev.credence.layer.Estimator;
import dev.credence.model.ModelFile;
import dev.credence.physics.Inputs;
import dev.credence.physics.Process;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AmplitudeStudyTest {
  @TempDir Path folder;

  @Test
  void findsTheLabelNoiseAndDeliversCalibratedErrorBars() throws IOException {
    AmplitudeOptions options = options(Process.GG_GGG, 4000, 25, List.of(0.0, 0.1));
    Path out = folder.resolve("study");
    HeldOut held;
    try (Backend backend = Backends.select("auto")) {
      held =
          AmplitudeStudy.run(options, out, "test", name -> TrainingListener.NONE, backend)
              .orElseThrow()
              .main();
    }
    // sigma_0 of so short a training is about 0.04: sqrt(0.04^2 + 0.1^2) = 0.108.
    assertThat(held.correctedSigmaSyst().value()).isCloseTo(0.108, within(0.015));
    assertThat(held.totalPull(held.delivered()).width().value()).isBetween(0.9, 1.1);
    assertThat(held.totalPull(held.raw()).width().value()).isLessThan(0.95);

    JsonNode metrics = new ObjectMapper().readTree(out.resolve("metrics.json").toFile());
    assertThat(metrics.at("/main/mse_log_a/value").asDouble())
        .isEqualTo(held.meanSquaredError().value());
    assertThat(metrics.at("/scan/noise_0_percent/recalibration_factor/value").isNumber()).isTrue();
    assertThat(Files.readString(out.resolve("report.html"))).contains("σ", "gg → ggg", "<svg");
    assertThat(out.resolve("pull-total.svg")).exists();
    assertThat(ModelFile.read(out.resolve("model.credence")).features()).hasSize(9);
  }

  @ParameterizedTest
  @EnumSource(Inputs.class)
  void runsTheOtherProcessOnEitherInputs(Inputs inputs) {
    AmplitudeOptions options =
        new AmplitudeOptions(
            Process.GG_HG, inputs, 400, 0.05, List.of(), Estimator.LOCAL_REPARAMETERIZED, 20, 3);
    try (Backend backend = Backends.select("auto")) {
      HeldOut held =
          AmplitudeStudy.run(options, folder, "test", name -> TrainingListener.NONE, backend)
              .orElseThrow()
              .main();
      assertThat(held.meanSquaredError().value()).isLessThan(1);
      assertThat(held.totalPull(held.delivered()).width().value()).isBetween(0.8, 1.2);
    }
  }

  @Test
  void aStoppedStudyWritesNothing() throws IOException {
    TrainingListener stop =
        new TrainingListener() {
          @Override
          public boolean stopRequested() {
            return true;
          }
        };
    try (Backend backend = Backends.select("auto")) {
      var outcome =
          AmplitudeStudy.run(
              options(Process.GG_GGG, 200, 2, List.of()), folder, "test", name -> stop, backend);
      assertThat(outcome).isEmpty();
    }
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatThrownBy(() -> options(Process.GG_GGG, 5, 1, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 100");
    assertThatThrownBy(() -> options(Process.GG_GGG, 500, 1, List.of(0.7)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("label noise");
  }

  private static AmplitudeOptions options(
      Process process, int points, int epochs, List<Double> scan) {
    return new AmplitudeOptions(
        process, Inputs.INVARIANTS, points, 0.1, scan, Estimator.FLIPOUT, epochs, 1);
  }
}
