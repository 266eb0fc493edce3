package dev.credence.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** Every case of every operation, on every backend, against the float64 oracle. */
class ParityTest {
  @TestFactory
  Stream<DynamicNode> agreesWithTheOracle() {
    return Machines.each(
        Cases.all(), (c, backend) -> assertThat(Parity.violations(c, backend)).isEmpty());
  }
}
