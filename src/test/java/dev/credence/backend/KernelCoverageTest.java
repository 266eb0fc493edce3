package dev.credence.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.credence.backend.cuda.CudaBackend;
import dev.credence.backend.cuda.Kernels;
import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.backend.cuda.emulator.EmulatedDriver;
import dev.credence.op.Op;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** No kernel, and no tile of one, without an operation's case that launches it. */
class KernelCoverageTest {
  /** Kernels that no single operation launches, and the test that does. */
  private static final Map<String, String> ELSEWHERE = Map.of();

  @Test
  void everyKernelIsLaunchedByACase() {
    String absence = EmulatedDriver.absence();
    if (absence != null) {
      assertThat(Backends.required()).as(absence).doesNotContain(Machines.EMULATOR);
      assumeTrue(false, absence);
    }
    EmulatedDriver driver = new EmulatedDriver();
    Backend backend = new CudaBackend(driver);
    for (OpCase c : Cases.all()) {
      try (Fixture fixture = c.fixture(backend)) {
        Op op = c.build().apply(fixture);
        backend.compile(List.of(op), fixture.state);
      } catch (UnsupportedOperationException e) {
        // CoverageTest names the operations without kernels.
      }
    }
    TreeSet<String> idle =
        Kernels.all().stream().map(Kernel::name).collect(Collectors.toCollection(TreeSet::new));
    idle.removeAll(driver.launched());
    idle.removeAll(ELSEWHERE.keySet());
    assertThat(idle).isEmpty();
  }
}
