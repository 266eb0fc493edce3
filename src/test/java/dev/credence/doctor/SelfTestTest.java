package dev.credence.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.op.Op;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Tensor;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SelfTestTest {
  @TestFactory
  Stream<DynamicTest> everyPresentBackendPasses() {
    return Backends.availability().stream()
        .map(
            a ->
                dynamicTest(
                    a.name(),
                    () -> {
                      assumeTrue(a.present(), a.reason());
                      try (Backend backend = Backends.select(a.name())) {
                        assertThat(SelfTest.run(backend)).allMatch(OpResult::ok);
                      }
                    }));
  }

  @Test
  void everyOperationHasACase() {
    try (Backend scalar = Backends.select(Backends.SCALAR)) {
      Set<String> tested =
          SelfTest.run(scalar).stream().map(OpResult::op).collect(Collectors.toSet());
      Set<String> all = new TreeSet<>();
      names(Op.class, all);
      assertThat(tested).containsExactlyInAnyOrderElementsOf(all);
    }
  }

  private static void names(Class<?> type, Set<String> names) {
    if (type.isRecord()) {
      String simple = type.getSimpleName();
      names.add(Character.toLowerCase(simple.charAt(0)) + simple.substring(1));
    } else {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        names(permitted, names);
      }
    }
  }

  /** A thousandth of the largest element, or a NaN, anywhere in any output. */
  @Test
  void brokenBackendsFailEveryCase() {
    for (float damage : new float[] {1e-3f, Float.NaN}) {
      try (Backend broken = new Damaged(Backends.select(Backends.SCALAR), damage)) {
        assertThat(SelfTest.run(broken))
            .allSatisfy(
                r -> {
                  assertThat(r.ok()).isFalse();
                  assertThat(r.message()).contains("times its bound");
                });
      }
    }
  }

  /** Adds to the first element of each output, in units of its largest. */
  private record Damaged(Backend sound, float damage) implements Backend {
    @Override
    public String name() {
      return sound.name();
    }

    @Override
    public String description() {
      return sound.description();
    }

    @Override
    public Arena newArena() {
      return sound.newArena();
    }

    @Override
    public Program compile(List<Op> ops, StepState state) {
      Program program = sound.compile(ops, state);
      return new Program() {
        @Override
        public void run() {
          program.run();
          ops.forEach(op -> op.outputs().forEach(Damaged.this::spoil));
        }

        @Override
        public List<Op> ops() {
          return ops;
        }

        @Override
        public StepState state() {
          return state;
        }
      };
    }

    private void spoil(Tensor tensor) {
      float[] values = tensor.toArray();
      float largest = 0;
      for (float value : values) {
        largest = Math.max(largest, Math.abs(value));
      }
      values[0] += damage * largest;
      tensor.write(values);
    }

    @Override
    public void close() {
      sound.close();
    }
  }
}
