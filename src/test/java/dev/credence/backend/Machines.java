package dev.credence.backend;

import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.credence.backend.cuda.CudaBackend;
import dev.credence.backend.cuda.emulator.EmulatedDriver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/**
 * The backends that tests run on, the emulated CUDA device among them. A missing one is skipped
 * with its reason, or fails if required.
 *
 * <p>To look at a part: {@code -Dcredence.machines=emulator} names machines, {@code
 * -Dcredence.cases=Flipout} how the names of items begin; both take a list with commas.
 */
public final class Machines {
  /** Kernels on the emulated device. */
  static final String EMULATOR = "emulator";

  private static final Map<String, Backend> OPEN = new HashMap<>();

  /** A backend that may be missing for a reason. */
  private record Machine(String name, String absence, Supplier<Backend> open) {}

  private Machines() {}

  /** A test per backend and item. */
  public static <T> Stream<DynamicNode> each(List<T> items, Check<T> check) {
    List<T> chosen = items.stream().filter(i -> chosen("credence.cases", i.toString())).toList();
    return perMachine(
        backend ->
            chosen.stream()
                .map(item -> dynamicTest(item.toString(), () -> check.run(item, backend))));
  }

  /** A test per backend. */
  public static Stream<DynamicNode> each(Consumer<Backend> check) {
    return perMachine(
        backend -> Stream.of(dynamicTest(backend.name(), () -> check.accept(backend))));
  }

  /** What is tested with one item on one backend. */
  public interface Check<T> {
    void run(T item, Backend backend) throws Exception;
  }

  private interface Tests {
    Stream<DynamicTest> on(Backend backend);
  }

  private static boolean chosen(String property, String name) {
    String choice = System.getProperty(property, "");
    return Stream.of(choice.split(",")).anyMatch(name::startsWith);
  }

  private static List<Machine> machines() {
    List<Machine> machines = new ArrayList<>();
    for (Availability a : Backends.availability()) {
      machines.add(new Machine(a.name(), a.reason(), () -> Backends.select(a.name())));
    }
    machines.add(
        new Machine(
            EMULATOR, EmulatedDriver.absence(), () -> new CudaBackend(new EmulatedDriver())));
    return machines;
  }

  private static Stream<DynamicNode> perMachine(Tests tests) {
    return machines().stream()
        .filter(machine -> chosen("credence.machines", machine.name()))
        .map(
            machine ->
                machine.absence() == null
                    ? dynamicContainer(machine.name(), tests.on(open(machine)))
                    : dynamicTest(machine.name(), missing(machine)));
  }

  private static synchronized Backend open(Machine machine) {
    return OPEN.computeIfAbsent(machine.name(), name -> machine.open().get());
  }

  private static Executable missing(Machine machine) {
    return () -> {
      if (Backends.required().contains(machine.name())) {
        throw new AssertionError("required, but " + machine.absence());
      }
      assumeTrue(false, machine.absence());
    };
  }
}
