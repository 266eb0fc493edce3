package dev.credence.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.inference.EpochReport;
import dev.credence.inference.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {
  private static final Fingerprint RUN = new Fingerprint("a", "b", "c");

  @TempDir Path folder;

  @Test
  void comesBackBitForBit() {
    Path file = folder.resolve("c");
    TrainingState state = state(3);
    CheckpointFile.write(file, state, RUN);
    TrainingState read = CheckpointFile.read(file, RUN);
    assertThat(read.step()).isEqualTo(state.step());
    assertThat(read.epochSteps()).isEqualTo(state.epochSteps());
    assertThat(read.epochsSinceBest()).isEqualTo(state.epochsSinceBest());
    assertThat(read.reductions()).isEqualTo(state.reductions());
    assertThat(read.epochsSinceReduction()).isEqualTo(state.epochsSinceReduction());
    assertThat(read.bestLoss()).isEqualTo(state.bestLoss());
    assertThat(read.klSum()).isEqualTo(state.klSum());
    assertThat(read.parameters()).isEqualTo(state.parameters());
    assertThat(read.firstMoments()).isEqualTo(state.firstMoments());
    assertThat(Float.floatToRawIntBits(read.firstMoments()[1])).isEqualTo(0x80000000);
    assertThat(read.secondMoments()).isEqualTo(state.secondMoments());
    assertThat(read.bestParameters()).isEmpty();
    assertThat(read.history()).isEqualTo(state.history());
    assertThat(read.priors().get("0.mu")).isEqualTo(state.priors().get("0.mu"));
    assertThat(read.bestPriors()).isEmpty();
    assertThat(read.floats()).containsOnlyKeys("draws", "none");
    assertThat(read.floats().get("draws")).isEqualTo(state.floats().get("draws"));
    assertThat(read.floats().get("none")).isEmpty();
    assertThat(read.doubles()).containsOnlyKeys("step sizes");
    assertThat(read.doubles().get("step sizes")).isEqualTo(state.doubles().get("step sizes"));
    assertThat(Double.doubleToRawLongBits(read.lossSum()))
        .isEqualTo(Double.doubleToRawLongBits(state.lossSum()));
  }

  @Test
  void readsFilesOfTheFirstVersionAndRefusesLaterOnes() {
    Path file = folder.resolve("c");
    CheckpointFile.write(file, state(3), RUN);
    TensorFile now = TensorFile.read(file);
    assertThat(now.metadata("checkpoint_version")).isEqualTo("2");
    rewritten(now, null).write(file);
    assertThat(CheckpointFile.read(file, RUN).step()).isEqualTo(3);
    rewritten(now, "3").write(file);
    assertThatThrownBy(() -> CheckpointFile.read(file, RUN))
        .isInstanceOf(ModelFileException.class)
        .hasMessageEndingWith("has checkpoint version 3, but this Credence reads versions up to 2");
  }

  private static TensorFile rewritten(TensorFile file, String version) {
    TensorFile.Builder copy = TensorFile.builder();
    file.metadata()
        .forEach(
            (key, value) -> {
              if (!key.equals("checkpoint_version")) {
                copy.metadata(key, value);
              }
            });
    if (version != null) {
      copy.metadata("checkpoint_version", version);
    }
    for (String name : file.names()) {
      if (file.type(name) == TensorType.F32) {
        copy.tensor(name, file.floats(name), file.shape(name));
      } else {
        copy.tensor(name, file.doubles(name), file.shape(name));
      }
    }
    return copy.build();
  }

  @Test
  void keepsTheLastGoodFileWhenWritingFailsHalfway() throws IOException {
    Path file = folder.resolve("c");
    CheckpointFile.write(file, state(3), RUN);
    byte[] before = Files.readAllBytes(file);
    for (int failAt : new int[] {0, 1, 100, before.length - 1}) {
      assertThatThrownBy(
              () ->
                  AtomicFile.write(
                      file,
                      out -> {
                        out.write(before, 0, failAt);
                        throw new IOException("no space left");
                      }))
          .isInstanceOf(OutputException.class)
          .hasMessageContaining("no space left");
      assertThat(Files.readAllBytes(file)).isEqualTo(before);
      assertThat(CheckpointFile.read(file, RUN).step()).isEqualTo(3);
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void refusesModelsOtherRunsAndDamage() throws IOException {
    Path file = folder.resolve("c");
    TensorFile.builder().metadata("content", "model").build().write(file);
    assertThatThrownBy(() -> CheckpointFile.read(file, RUN)).hasMessageContaining("no checkpoint");
    CheckpointFile.write(file, state(3), RUN);
    assertThatThrownBy(() -> CheckpointFile.read(file, new Fingerprint("a", "x", "c")))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("belongs to a run with other training options");
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(5);
    for (int round = 0; round < 300; round++) {
      byte[] bytes = whole.clone();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, bytes);
      assertThatThrownBy(() -> CheckpointFile.read(file, RUN))
          .isInstanceOf(ModelFileException.class);
    }
  }

  private static TrainingState state(long step) {
    return new TrainingState(
        step,
        1.0 / 3,
        Double.MIN_VALUE,
        2,
        Double.POSITIVE_INFINITY,
        1,
        0,
        5,
        new float[] {1, 2, Float.MIN_VALUE},
        new float[] {3, -0.0f, 5},
        new float[] {6, 7, 8},
        Map.of("0.mu", new float[] {0, 1}),
        new float[0],
        Map.of(),
        List.of(
            new EpochReport(1, 0.1, 0.2, 0.3, Double.NaN, 1e-3),
            new EpochReport(2, Math.PI, 2, 3, -0.0, 4)),
        Map.of("draws", new float[] {-0.0f, 1e-30f}, "none", new float[0]),
        Map.of("step sizes", new double[] {Math.E, Double.MIN_VALUE, Double.NaN}));
  }
}
