package dev.credence.backend;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.credence.op.Op;
import dev.credence.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The same program on the same contents gives the same bits, and a run allocates nothing. */
class ReplayTest {
  private static final int WARM_UP = 3;
  private static final int RUNS = 5;
  private static final int ROUNDS = 3;

  @TestFactory
  Stream<DynamicNode> replaysAreBitEqual() {
    return Machines.each(
        backend -> {
          List<String> different = new ArrayList<>();
          for (OpCase c : Cases.all()) {
            if (!bits(c, backend).equals(bits(c, backend))) {
              different.add(c.name());
            }
          }
          assertThat(different).isEmpty();
        });
  }

  private static List<Integer> bits(OpCase c, Backend backend) {
    try (Fixture fixture = c.fixture(backend)) {
      Op op = c.build().apply(fixture);
      backend.compile(List.of(op), fixture.state).run();
      List<Integer> bits = new ArrayList<>();
      for (Tensor output : op.outputs()) {
        for (float value : output.toArray()) {
          bits.add(Float.floatToRawIntBits(value));
        }
      }
      return bits;
    }
  }

  @TestFactory
  Stream<DynamicNode> runsAllocateNothing() {
    return Machines.each(
        backend -> {
          List<String> allocating = new ArrayList<>();
          for (OpCase c : Cases.all()) {
            try (Fixture fixture = c.fixture(backend)) {
              Op op = c.build().apply(fixture);
              Program program = backend.compile(List.of(op), fixture.state);
              long bytes = allocatedBy(program);
              if (bytes != 0) {
                allocating.add(c.name() + ": " + bytes + " bytes");
              }
            }
          }
          assertThat(allocating).isEmpty();
        });
  }

  private static long allocatedBy(Program program) {
    for (int i = 0; i < WARM_UP; i++) {
      program.run();
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    // The least of several rounds: what a compiler does once is not what a run does always.
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = threads.getThreadAllocatedBytes(self);
      for (int i = 0; i < RUNS; i++) {
        program.run();
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
    }
    return least;
  }
}
