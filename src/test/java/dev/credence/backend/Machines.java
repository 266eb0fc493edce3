package dev.credence.backend;

import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/**
 * The backends that tests run on. A missing one is skipped with its reason, or fails if required.
 */
final class Machines {
  private static final Map<String, Backend> OPEN = new HashMap<>();

  private Machines() {}

  /** A test per backend and item. */
  static <T> Stream<DynamicNode> each(List<T> items, Check<T> check) {
    return perBackend(
        backend ->
            items.stream()
                .map(item -> dynamicTest(item.toString(), () -> check.run(item, backend))));
  }

  /** A test per backend. */
  static Stream<DynamicNode> each(Consumer<Backend> check) {
    return perBackend(
        backend -> Stream.of(dynamicTest(backend.name(), () -> check.accept(backend))));
  }

  /** What is tested with one item on one backend. */
  interface Check<T> {
    void run(T item, Backend backend) throws Exception;
  }

  private interface Tests {
    Stream<DynamicTest> on(Backend backend);
  }

  private static Stream<DynamicNode> perBackend(Tests tests) {
    return Backends.availability().stream()
        .map(
            availability ->
                availability.present()
                    ? dynamicContainer(availability.name(), tests.on(open(availability.name())))
                    : dynamicTest(availability.name(), missing(availability)));
  }

  private static synchronized Backend open(String name) {
    return OPEN.computeIfAbsent(name, Backends::select);
  }

  private static Executable missing(Availability availability) {
    return () -> {
      if (Backends.required().contains(availability.name())) {
        throw new AssertionError("required, but " + availability.reason());
      }
      assumeTrue(false, availability.reason());
    };
  }
}
