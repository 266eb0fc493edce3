package dev.credence.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.backend.StepState;
import dev.credence.backend.cuda.driver.DeviceException;
import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.backend.cuda.driver.Launch;
import dev.credence.backend.cuda.driver.Precision;
import dev.credence.backend.cuda.driver.Region;
import dev.credence.backend.cuda.driver.Work;
import dev.credence.backend.cuda.emulator.EmulatedDriver;
import dev.credence.op.Activate;
import dev.credence.op.Activation;
import dev.credence.op.Op;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The emulated device: which kernels it holds, and what it does not let pass. */
class EmulatedDeviceTest {
  private static final int COLUMNS = 5;

  @BeforeAll
  static void require() {
    String absence = EmulatedDriver.absence();
    if (absence != null) {
      assertThat(Backends.required()).as(absence).doesNotContain("emulator");
      assumeTrue(false, absence);
    }
  }

  @Test
  void holdsTheKernelsOfTheLaunchTables() {
    TreeMap<String, String> held = new TreeMap<>();
    EmulatedDriver.kernels().forEach(line -> held.put(line.split(" ")[0], line));
    TreeMap<String, Kernel> declared = new TreeMap<>();
    Kernels.all().forEach(kernel -> declared.put(kernel.name(), kernel));
    assertThat(held.keySet()).isEqualTo(declared.keySet());
    declared.forEach((name, kernel) -> assertThat(held.get(name)).matches(line(kernel)));
  }

  private static String line(Kernel kernel) {
    return kernel.name()
        + " "
        + kernel.threads()
        + kernel.parameters().chars().mapToObj(l -> " " + bytes(l)).collect(Collectors.joining());
  }

  private static String bytes(int letter) {
    return switch (letter) {
      case 'M' -> "32";
      case 'N' -> "24";
      case 'p', 'l' -> "8";
      case 'i', 'f' -> "4";
      default -> "\\d+"; // lists of matrices
    };
  }

  @Test
  void launchesWorkOnTheirOperands() {
    assertThatCode(() -> activate(r -> r)).doesNotThrowAnyException();
  }

  @Test
  void readingBehindAnOperandIsFound() {
    assertThatThrownBy(() -> activate(r -> r.name().startsWith("x") ? shorter(r) : r))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("activate, block (0, 0, 0), thread 4: reads 4 bytes outside")
        .hasMessageContaining("0 bytes behind the end of replica 0 of region 2")
        .hasMessageContaining("region 2 is x (1, 5)")
        .hasMessageContaining("at activate.cu:");
  }

  @Test
  void writingBehindAResultIsFound() {
    assertThatThrownBy(() -> activate(r -> r.name().startsWith("y") ? shorter(r) : r))
        .hasMessageContaining("thread 4: writes 4 bytes outside")
        .hasMessageContaining("activate.cu:");
  }

  @Test
  void writingAnOperandIsFound() {
    assertThatThrownBy(() -> activate(r -> r.with(Region.Access.READ)))
        .hasMessageContaining("writes memory that this operation only reads")
        .hasMessageContaining("activate.cu:");
  }

  @Test
  void readingScratchMemoryThatNobodyHasWrittenIsFound() {
    assertThatThrownBy(
            () -> activate(r -> r.name().startsWith("x") ? r.with(Region.Access.UNWRITTEN) : r))
        .hasMessageContaining("reads device memory that nobody has written")
        .hasMessageContaining("activate.cu:");
  }

  @Test
  void sharedMemoryThatTheKernelDoesNotTakeIsFound() {
    assertThatThrownBy(
            () ->
                launch(
                    k -> new Kernel(k.image(), k.name(), k.threads(), k.parameters(), 1024),
                    r -> r))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("activate is launched with 1024 bytes of shared memory, and takes 0");
  }

  private static Region shorter(Region r) {
    return new Region(
        r.name(), r.address(), r.stride(), r.replicas(), r.elements() - 1, r.access());
  }

  /** y = f(x) with other regions than those of the launch tables. */
  private static void activate(UnaryOperator<Region> change) {
    launch(UnaryOperator.identity(), change);
  }

  /** The same of another kernel. */
  private static void launch(UnaryOperator<Kernel> kernel, UnaryOperator<Region> change) {
    EmulatedDriver driver = new EmulatedDriver();
    long state = driver.allocate((long) StepState.WORDS * Integer.BYTES, "state");
    try (Arena arena = new Arena(new DeviceAllocator(driver));
        Scratch scratch = new Scratch(driver)) {
      Recorder recorder = new Recorder(driver, Tuning.DEFAULT, Precision.FP32, state, scratch);
      Op op = activate(arena);
      recorder.begin(List.of(op));
      Compiler.record(List.of(op), recorder);
      List<Work> launches =
          recorder.work().stream()
              .map(Launch.class::cast)
              .<Work>map(
                  l ->
                      new Launch(
                          kernel.apply(l.kernel()),
                          l.grid(),
                          l.arguments(),
                          l.offsets(),
                          l.sizes(),
                          l.origin(),
                          l.regions().stream().map(change).toList()))
              .toList();
      driver.prepare(launches, state).run(new StepState(1));
    } finally {
      driver.free(state);
    }
  }

  private static Op activate(Arena arena) {
    Tensor x = arena.allocate("x", new Shape(1, 1, COLUMNS), new float[COLUMNS]);
    Tensor y = arena.allocate("y", new Shape(1, 1, COLUMNS));
    return new Activate(Activation.TANH, x, y);
  }

  @Test
  void aBackendGivesAllItsMemoryBack() {
    Backend backend = new CudaBackend(new EmulatedDriver());
    try (Arena arena = backend.newArena()) {
      StepState state = new StepState(1);
      backend.compile(List.of(activate(arena)), state).run();
    }
    assertThatCode(backend::close).doesNotThrowAnyException();
  }

  @Test
  void anArenaThatStaysOpenIsFound() {
    Backend backend = new CudaBackend(new EmulatedDriver());
    try (Arena arena = backend.newArena()) {
      activate(arena);
      assertThatThrownBy(backend::close)
          .hasMessage("2 allocations of 40 bytes of device memory have not been given back");
    }
  }
}
