package dev.credence.backend.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.backend.scalar.ScalarBackend;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VectorBackendTest {
  private static final VectorBackend ONE = new VectorBackend(1);
  private static final VectorBackend TWO = new VectorBackend(2);
  private static final VectorBackend THREE = new VectorBackend(3);

  static Stream<OpExample> examples() {
    return OpExamples.all();
  }

  @AfterAll
  static void close() {
    ONE.close();
    TWO.close();
    THREE.close();
  }

  /** The bound is loose, relative to the largest number of a tensor: the parity suite is sharp. */
  @ParameterizedTest
  @MethodSource("examples")
  void agreesWithTheScalarBackend(OpExample example) {
    Map<String, float[]> expected = example.run(new ScalarBackend(), 2);
    Map<String, float[]> actual = example.run(TWO, 2);
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, values) -> {
          float largest = 1e-3f;
          for (float v : values) {
            largest = Math.max(largest, Math.abs(v));
          }
          float[] own = actual.get(name);
          for (int i = 0; i < values.length; i++) {
            double error = Math.abs((double) own[i] - values[i]);
            assertThat(error <= 2e-5 * largest)
                .as("%s [%d]: %s, expected %s", name, i, own[i], values[i])
                .isTrue();
          }
        });
  }

  @ParameterizedTest
  @MethodSource("examples")
  void givesTheSameBitsForAnyNumberOfThreads(OpExample example) {
    Map<String, float[]> one = example.run(ONE, 2);
    Map<String, float[]> two = example.run(TWO, 2);
    Map<String, float[]> three = example.run(THREE, 2);
    one.forEach(
        (name, values) -> {
          assertThat(two.get(name)).as(name).isEqualTo(values);
          assertThat(three.get(name)).as(name).isEqualTo(values);
        });
  }
}
