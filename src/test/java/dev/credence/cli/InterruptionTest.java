package dev.credence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.model.ModelFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real process is told to end in the middle of training; the work is not lost. */
class InterruptionTest {
  private static final int TERMINATED = 128 + 15;
  private static final String LONG = "--epochs 1500";
  private static final long PATIENCE_SECONDS = 60;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        LONG,
        "--method laplace --epochs 800 --evidence-rounds 1",
        "--method hmc --chains 2 --burn-in 300 --samples 10 --leapfrog 5",
        "--method sgld --chains 2 --burn-in 4000 --samples 10",
        "--method sghmc --chains 2 --burn-in 4000 --samples 10",
        "--method adam-mcmc --chains 2 --burn-in 2000 --samples 10"
      })
  void resumedTrainingEqualsUninterrupted(String options) throws Exception {
    Path data = SmallTables.csv(folder.resolve("train.csv"), 200, 1);
    Path model = folder.resolve("y.credence");
    Path checkpoint = folder.resolve("y.credence.checkpoint");

    Process process = start(arguments(options, data, model));
    List<String> lines = new ArrayList<>();
    try (BufferedReader err = process.errorReader()) {
      for (String line = err.readLine(); line != null; line = err.readLine()) {
        lines.add(line);
        if (line.contains("epoch 1:")) {
          process.toHandle().destroy(); // SIGTERM, which is treated as Ctrl-C is
        }
      }
    }
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(String.join("\n", lines)).isEqualTo(TERMINATED);
    assertThat(lines.get(lines.size() - 1)).contains(checkpoint.toString()).contains("--resume");
    assertThat(files()).containsExactlyInAnyOrder("train.csv", "y.credence.checkpoint");

    List<String> resume = new ArrayList<>(arguments(options, data, model));
    resume.add("--resume");
    CommandRun.of(resume.toArray()).succeeds();
    assertThat(files()).containsExactlyInAnyOrder("train.csv", "y.credence");

    Path whole = folder.resolve("whole.credence");
    CommandRun.of(arguments(options, data, whole).toArray()).succeeds();
    assertThat(ModelFile.read(model).network().parameters())
        .containsExactly(ModelFile.read(whole).network().parameters());
    assertThat(ModelFile.read(model).recalibration().factors())
        .containsExactly(ModelFile.read(whole).recalibration().factors());
  }

  @Test
  void aStoppedStudyLeavesNothing() throws Exception {
    Path out = folder.resolve("study");
    Process process = start(List.of("study", "uncertainties", "--quick", "--out", out.toString()));
    List<String> lines = new ArrayList<>();
    try (BufferedReader err = process.errorReader()) {
      for (String line = err.readLine(); line != null; line = err.readLine()) {
        lines.add(line);
        if (line.contains("epoch 1:")) {
          process.toHandle().destroy();
        }
      }
    }
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(String.join("\n", lines)).isEqualTo(TERMINATED);
    assertThat(lines.get(lines.size() - 1)).contains("wrote nothing to " + out);
    try (Stream<Path> left = Files.list(out)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void checkpointOfAnotherRunIsRefused() throws Exception {
    String options = LONG;
    Path data = SmallTables.csv(folder.resolve("train.csv"), 200, 1);
    Path model = folder.resolve("y.credence");
    Path checkpoint = folder.resolve("y.credence.checkpoint");
    Files.writeString(checkpoint, "no checkpoint");
    List<String> resume = new ArrayList<>(arguments(options, data, model));
    resume.add("--resume");
    CommandRun.of(resume.toArray()).refuses(checkpoint);
    assertThat(checkpoint).hasContent("no checkpoint");
    assertThat(model).doesNotExist();
  }

  private static List<String> arguments(String options, Path data, Path model) {
    List<String> words = new ArrayList<>(List.of("train"));
    words.addAll(List.of(options.split(" ")));
    words.addAll(
        List.of(
            "--data",
            data.toString(),
            "--target",
            "y",
            "--features",
            "a,b",
            "--hidden",
            "16",
            "--seed",
            "3",
            "--model",
            model.toString()));
    return words;
  }

  private static Process start(List<String> arguments) throws IOException {
    return OwnProcess.builder(List.of(), arguments)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).toList();
    }
  }
}
