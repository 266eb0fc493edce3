package dev.credence.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.backend.cuda.CudaBackend;
import dev.credence.backend.cuda.NoiseSource;
import dev.credence.backend.cuda.TestDevice;
import dev.credence.backend.cuda.Tuning;
import dev.credence.backend.cuda.driver.DeviceException;
import dev.credence.backend.cuda.driver.Precision;
import dev.credence.op.Op;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who asks for cuRAND; what it then does is for a device that has it, and for its stand-in. */
class NoiseSourceTest {
  private static CudaBackend backend() {
    return new CudaBackend(
        TestDevice.emulated(), Tuning.DEFAULT, Precision.FP32, NoiseSource.CURAND);
  }

  /** The emulated device has no cuRAND, so that whatever would draw from it is refused. */
  @Test
  void whatDrawsNormalsNeedsTheLibraryAndNothingElseDoes() {
    int refused = 0;
    try (CudaBackend backend = backend()) {
      for (OpCase c : Cases.all()) {
        try (Fixture fixture = c.fixture(backend)) {
          Op op = c.build().apply(fixture);
          if (GivenNormals.isDrawn(op)) {
            refused++;
            assertThatThrownBy(() -> backend.compile(List.of(op), fixture.state))
                .as(c.name())
                .isInstanceOf(DeviceException.class)
                .hasMessage("credence.cuda.noise is curand, and the emulated device has no cuRAND");
          } else {
            assertThat(backend.compile(List.of(op), fixture.state).ops()).containsExactly(op);
          }
        }
      }
    }
    assertThat(refused).isGreaterThan(50);
  }

  @Test
  void theBackendSaysWhereNormalsComeFrom() {
    try (CudaBackend backend = backend();
        CudaBackend own = new CudaBackend(TestDevice.emulated())) {
      assertThat(backend.description()).endsWith(", normals from cuRAND");
      assertThat(own.description()).doesNotContain("normals");
    }
  }

  @Test
  void thePropertyNamesIt() {
    String property = "credence.cuda.noise";
    String old = System.getProperty(property);
    try {
      System.clearProperty(property);
      assertThat(NoiseSource.chosen()).isEqualTo(NoiseSource.PHILOX);
      System.setProperty(property, "philox");
      assertThat(NoiseSource.chosen()).isEqualTo(NoiseSource.PHILOX);
      System.setProperty(property, "curand");
      assertThat(NoiseSource.chosen()).isEqualTo(NoiseSource.CURAND);
      System.setProperty(property, "cuRAND");
      assertThatThrownBy(NoiseSource::chosen)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("credence.cuda.noise must be philox or curand, not cuRAND");
    } finally {
      if (old == null) {
        System.clearProperty(property);
      } else {
        System.setProperty(property, old);
      }
    }
  }
}
