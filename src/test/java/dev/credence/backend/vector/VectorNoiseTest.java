package dev.credence.backend.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.noise.NoiseLayout;
import dev.credence.noise.Normals;
import dev.credence.noise.Signs;
import dev.credence.noise.Uniforms;
import dev.credence.noise.Words;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bit-equality with the scalar noise, and nothing written outside the range asked for. */
class VectorNoiseTest {
  private static final long[] SEEDS = {0, -1, 42, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 31};

  @Test
  void anyAlignment() {
    for (int first = 0; first <= 130; first++) {
      compare(SEEDS[first % SEEDS.length], 1, 2, 3, first, first * 53 % 200);
    }
  }

  @Test
  void anyCount() {
    for (int count = 0; count <= 130; count++) {
      compare(42, -1, Integer.MIN_VALUE, 3, count * 29 % 64, count);
    }
  }

  @Test
  void largeElements() {
    for (long element :
        new long[] {
          (1L << 32) - 70, // around every carry of the layout
          (1L << 34) - 70,
          (1L << 40) + 5,
          NoiseLayout.ELEMENTS - 300
        }) {
      compare(7, Integer.MAX_VALUE, -5, NoiseLayout.REPLICAS - 1, element, 300);
    }
  }

  @Test
  void tenMillionNormals() {
    int chunk = 1 << 18;
    float[] expected = new float[chunk];
    float[] actual = new float[chunk];
    for (int c = 0; c < 39; c++) {
      long first = 37 + (long) c * chunk;
      Normals.fill(-3, c, 2 * c, 3 * c, first, expected, 0, chunk);
      VectorNormals.fill(-3, c, 2 * c, 3 * c, first, actual, 0, chunk);
      assertThat(Arrays.mismatch(expected, actual)).isEqualTo(-1);
    }
  }

  @Test
  void signWords() {
    for (int columns : new int[] {1, 32, 33, 500}) {
      int[] expected = new int[2 + 9 * Signs.wordsPerRow(columns)];
      int[] actual = expected.clone();
      Signs.words(5, 1, 2, 3, (1L << 33) + 11, 9, columns, expected, 1);
      VectorSigns.words(5, 1, 2, 3, (1L << 33) + 11, 9, columns, actual, 1);
      assertThat(actual).isEqualTo(expected);
    }
  }

  @Test
  void refusesWhatTheScalarNoiseRefuses() {
    assertThatThrownBy(() -> VectorNormals.fill(0, 0, 0, -1, 0, new float[4], 0, 4))
        .hasMessage("noise: replica -1 is not in [0, 2^24)");
    assertThatThrownBy(() -> VectorUniforms.fill(0, 0, 0, 0, -1, new float[4], 0, 4))
        .hasMessageContaining("4 elements from -1");
    assertThatThrownBy(() -> VectorPhilox.fill(0, 0, 0, 0, 0, new int[4], 1, 4))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  /** The same on narrower vectors, in a virtual machine that is told to have no wider ones. */
  @ParameterizedTest
  @ValueSource(ints = {16, 32})
  void narrowerVectors(int bytes) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-XX:MaxVectorSize=" + bytes,
                "-cp",
                System.getProperty("java.class.path"),
                Narrow.class.getName(),
                Integer.toString(bytes / Float.BYTES))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  /** Runs in the other virtual machine. */
  static final class Narrow {
    private Narrow() {}

    public static void main(String[] args) {
      assertThat(NoiseSpecies.FLOATS.length()).isLessThanOrEqualTo(Integer.parseInt(args[0]));
      for (int first = 0; first <= 70; first += 5) {
        compare(42, 1, 2, 3, (1L << 34) - 70 + first, first * 53 % 200);
      }
    }
  }

  /** Compares raw bits, guard elements on both sides included. */
  static void compare(long seed, int stream, int step, int replica, long first, int count) {
    int[] expectedWords = new int[count + 20];
    Arrays.fill(expectedWords, 0x5EED);
    int[] words = expectedWords.clone();
    Words.fill(seed, stream, step, replica, first, expectedWords, 7, count);
    VectorPhilox.fill(seed, stream, step, replica, first, words, 7, count);
    assertThat(words).isEqualTo(expectedWords);

    float[] expected = new float[count + 20];
    Arrays.fill(expected, Float.NaN);
    float[] actual = expected.clone();
    Normals.fill(seed, stream, step, replica, first, expected, 7, count);
    VectorNormals.fill(seed, stream, step, replica, first, actual, 7, count);
    assertThat(Arrays.mismatch(expected, actual)).isEqualTo(-1);

    Uniforms.fill(seed, stream, step, replica, first, expected, 7, count);
    VectorUniforms.fill(seed, stream, step, replica, first, actual, 7, count);
    assertThat(Arrays.mismatch(expected, actual)).isEqualTo(-1);
  }
}
