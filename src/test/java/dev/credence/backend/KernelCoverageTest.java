package dev.credence.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.backend.cuda.CudaBackend;
import dev.credence.backend.cuda.Kernels;
import dev.credence.backend.cuda.TestDevice;
import dev.credence.backend.cuda.Tuning;
import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.backend.cuda.driver.Precision;
import dev.credence.backend.cuda.emulator.EmulatedDriver;
import dev.credence.op.Op;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No kernel, and no tile of one, without an operation's case that launches it. */
class KernelCoverageTest {
  private static final String NOISE = "dev.credence.backend.cuda.DeviceNoiseTest";
  private static final String GROUPS = "dev.credence.backend.cuda.FusionTest";

  private static final String DRIVER = "dev.credence.backend.cuda.StandInTest";

  /** Kernels that no single operation launches, and the test that does. */
  private static final String LAYERS = "dev.credence.backend.FeedForwardTest";

  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("bias_gradient", DRIVER),
          Map.entry("dropout_factors", LAYERS),
          Map.entry("feed_forward_bf16_128_warpgroup", LAYERS),
          Map.entry("feed_forward_bf16_64_warpgroup", LAYERS),
          Map.entry("feed_forward_tf32_128_warpgroup", LAYERS),
          Map.entry("feed_forward_tf32_64_warpgroup", LAYERS),
          Map.entry("fill_bias", DRIVER),
          Map.entry("gaussian_kl_adam", GROUPS),
          Map.entry("next_state", DRIVER),
          Map.entry("noise_normals", NOISE),
          Map.entry("noise_order", NOISE),
          Map.entry("noise_signs", NOISE),
          Map.entry("noise_transform", NOISE),
          Map.entry("noise_uniforms", NOISE),
          Map.entry("noise_words_fill", NOISE));

  @Test
  void everyKernelIsLaunchedByACase() {
    Set<String> launched = new TreeSet<>(launched(Cases.all(), Tuning.DEFAULT, Precision.FP32));
    // The sizes of cases choose small tiles: ProductTuningTest runs the same cases in every way,
    // and PrecisionTest in every precision.
    List<Tuning> ways = new ArrayList<>(ProductTuningTest.ways());
    ways.add(new Tuning("warpgroup", 0, 1));
    for (Precision precision : Precision.values()) {
      for (Tuning way : ways) {
        launched.addAll(launched(ProductTuningTest.products(), way, precision));
      }
    }
    assertThat(launched).doesNotContainAnyElementsOf(ELSEWHERE.keySet());
    launched.addAll(ELSEWHERE.keySet());
    assertThat(launched)
        .containsExactlyInAnyOrderElementsOf(
            Kernels.all().stream().map(Kernel::name).collect(Collectors.toSet()));
  }

  private static Set<String> launched(List<OpCase> cases, Tuning tuning, Precision precision) {
    EmulatedDriver driver = TestDevice.emulated();
    Backend backend = new CudaBackend(driver, tuning, precision);
    for (OpCase c : cases) {
      try (Fixture fixture = c.fixture(backend)) {
        Op op = c.build().apply(fixture);
        backend.compile(List.of(op), fixture.state);
      } catch (UnsupportedOperationException e) {
        // CoverageTest names the operations without kernels.
      }
    }
    return driver.launched();
  }

  @Test
  void testsElsewhereExist() throws ClassNotFoundException {
    for (String name : Set.copyOf(ELSEWHERE.values())) {
      Stream<Method> methods = Stream.of(Class.forName(name).getDeclaredMethods());
      assertThat(methods.anyMatch(m -> m.isAnnotationPresent(Test.class))).as(name).isTrue();
    }
  }
}
