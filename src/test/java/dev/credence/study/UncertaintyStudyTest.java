package dev.credence.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.inference.TrainingListener;
import dev.credence.model.ModelFile;
import dev.credence.physics.Inputs;
import dev.credence.physics.Process;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UncertaintyStudyTest {
  @TempDir Path folder;

  @Test
  void comparesAllMethodsFromDataToReport() throws IOException {
    UncertaintyOptions options = options(400, List.of(0.1), List.of(100), List.of(8), 60);
    Path out = folder.resolve("study");
    try (Backend backend = Backends.select(Backends.AUTO)) {
      Path page =
          UncertaintyStudy.run(options, out, "test", name -> TrainingListener.NONE, backend)
              .orElseThrow();
      assertThat(Files.readString(page)).contains("gg → ggg", "repulsive ensemble", "<svg");
    }
    assertThat(ModelFile.read(out.resolve("model.credence")).provenance())
        .containsEntry("method", "vi")
        .containsEntry("study", "uncertainties");
    assertThat(out.resolve("noise-found.svg")).exists();
    assertThat(out.resolve("boosting-test-largest.svg")).exists();

    JsonNode metrics = new ObjectMapper().readTree(out.resolve("metrics.json").toFile());
    assertThat(metrics.at("/options/noise").toString()).isEqualTo("[0.0,0.1]");
    for (String method : List.of("bayesian", "repulsive", "heteroscedastic")) {
      for (String point :
          List.of(
              "noise/0_percent/" + method,
              "noise/10_percent/" + method,
              "size/100_points/10_percent/" + method,
              "size/400_points/0_percent/" + method,
              "width/8/" + method,
              "width/64/" + method,
              "calibration/" + method)) {
        for (String figure :
            List.of(
                "all/sigma_syst",
                "all/pull_total_delivered",
                "all/pull_systematic_raw",
                "without_largest/delta_width",
                "train/delta_width")) {
          JsonNode node = metrics.at("/" + point + "/" + figure);
          assertThat(node.path("value").asDouble()).as("%s %s", point, figure).isPositive();
          assertThat(node.path("standard_error").isNumber()).isTrue();
        }
      }
      String ratio = "/noise/10_percent/" + method + "/sigma_syst_of_expected/value";
      assertThat(metrics.at(ratio).asDouble()).isBetween(0.3, 3.0);
      assertThat(metrics.at("/calibration/" + method + "/sigma_cal_recovered/value").isNumber())
          .isTrue();
    }
    assertThat(
            metrics.at("/noise/10_percent/heteroscedastic/all/error_in_sigma_stat").isMissingNode())
        .as("a network that has no sigmaStat has no figure in its units")
        .isTrue();
    assertThat(metrics.at("/noise/10_percent/heteroscedastic/all/sigma_stat/value").asDouble())
        .isZero();
    assertThat(metrics.at("/boosting/by_pull/test_largest/of_unboosted/value").asDouble())
        .isPositive();
  }

  /** At once, in the middle of the scans, and in boosted training. */
  @Test
  void aStoppedStudyWritesNothing() throws IOException {
    for (int allowed : new int[] {0, 25, 70}) {
      int[] asked = {0};
      TrainingListener stop =
          new TrainingListener() {
            @Override
            public boolean stopRequested() {
              return asked[0]++ >= allowed;
            }
          };
      try (Backend backend = Backends.select(Backends.AUTO)) {
        UncertaintyOptions options = options(100, List.of(), List.of(), List.of(), 10);
        assertThat(UncertaintyStudy.run(options, folder, "test", name -> stop, backend)).isEmpty();
      }
      try (var files = Files.list(folder)) {
        assertThat(files).isEmpty();
      }
    }
  }

  @Test
  void refusesWhatMakesNoSense() {
    List<Integer> none = List.of();
    refuses("at least 100 training points", () -> options(5, List.of(), none, none, 1));
    refuses("at least 100 training points", () -> options(500, List.of(), List.of(9), none, 1));
    refuses("label noise", () -> options(500, List.of(0.7), none, none, 1));
    refuses("one step", () -> options(500, List.of(), none, none, 0));
    refuses("one unit", () -> options(500, List.of(), none, List.of(0), 1));
    refuses("2 to 100 trainings", () -> options(0.03, 1, 1000));
    refuses("calibration error", () -> options(0.6, 2, 1000));
    refuses("nothing to recover", () -> options(0, 2, 1000));
    refuses("100 test points", () -> options(0.03, 2, 10));
  }

  @Test
  void noNoiseIsAlwaysAmongTheLevels() {
    UncertaintyOptions options =
        options(500, List.of(0.1, 0.02, 0.1), List.of(500, 100), List.of(64, 8), 1);
    assertThat(options.noise()).containsExactly(0.0, 0.02, 0.1);
    assertThat(options.middleNoise()).isEqualTo(0.02);
    assertThat(options.extremeNoises()).containsExactly(0.0, 0.1);
    assertThat(options.sizes()).containsExactly(100);
    assertThat(options.widths()).containsExactly(8);
  }

  private static void refuses(String words, Runnable making) {
    assertThatThrownBy(making::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  private static UncertaintyOptions options(double calibration, int repeats, int testPoints) {
    return new UncertaintyOptions(
        Process.GG_GGG,
        Inputs.INVARIANTS,
        500,
        List.of(),
        calibration,
        List.of(),
        List.of(),
        repeats,
        1,
        testPoints,
        1);
  }

  private static UncertaintyOptions options(
      int points, List<Double> noise, List<Integer> sizes, List<Integer> widths, int steps) {
    return new UncertaintyOptions(
        Process.GG_GGG, Inputs.INVARIANTS, points, noise, 0.2, sizes, widths, 2, steps, 300, 1);
  }
}
