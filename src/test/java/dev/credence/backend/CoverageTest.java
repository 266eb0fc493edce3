package dev.credence.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.op.DifferentiableOp;
import dev.credence.op.LossOp;
import dev.credence.op.Op;
import dev.credence.op.PenaltyOp;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Nobody adds an operation without its cases and backends. */
class CoverageTest {
  @Test
  void everyOperationHasParityCases() {
    Set<Class<?>> covered = Cases.all().stream().map(OpCase::type).collect(Collectors.toSet());
    assertThat(covered).containsExactlyInAnyOrderElementsOf(OpRecords.all());
  }

  @Test
  void everyDifferentiableOperationHasGradientCases() {
    Set<Class<?>> covered =
        GradientTest.cases().stream().map(OpCase::type).collect(Collectors.toSet());
    List<Class<?>> needed = OpRecords.all().stream().filter(CoverageTest::hasGradient).toList();
    assertThat(needed).hasSizeGreaterThan(10);
    assertThat(covered).containsExactlyInAnyOrderElementsOf(needed);
  }

  private static boolean hasGradient(Class<?> type) {
    return DifferentiableOp.class.isAssignableFrom(type)
        || LossOp.class.isAssignableFrom(type)
        || PenaltyOp.class.isAssignableFrom(type);
  }

  @Test
  void caseNamesAreUnique() {
    assertThat(Cases.all()).extracting(OpCase::name).doesNotHaveDuplicates();
  }

  /** The dispatch of a backend ends in a throw; no operation reaches it. */
  @TestFactory
  Stream<DynamicNode> everyOperationCompilesOnEveryBackend() {
    return Machines.each(
        OpRecords.all(),
        (type, backend) -> {
          OpCase any = Cases.all().stream().filter(c -> c.type() == type).findFirst().orElseThrow();
          try (Fixture fixture = any.fixture(backend)) {
            Op op = any.build().apply(fixture);
            assertThat(backend.compile(List.of(op), fixture.state).ops()).containsExactly(op);
          }
        });
  }
}
