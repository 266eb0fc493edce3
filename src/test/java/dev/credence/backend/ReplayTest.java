package dev.credence.backend;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.credence.op.Op;
import dev.credence.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The same program on the same contents gives the same bits, and a run allocates nothing. */
class ReplayTest {
  private static final int RUNS = 5;

  /** Rounds after which everything that runs has been compiled. */
  private static final int COMPILED = 4_000;

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

  @Test
  void scalarRunsAllocateNothing() {
    try (Backend scalar = Backends.select(Backends.SCALAR)) {
      assertThat(allocating(Cases.all(), scalar, 3)).isEmpty();
    }
  }

  /**
   * One case of each operation, for as long as it takes a compiler to remove the boxes around
   * vectors.
   */
  @TestFactory
  Stream<DynamicNode> compiledRunsAllocateNothing() {
    return Machines.each(backend -> assertThat(allocating(largest(), backend, COMPILED)).isEmpty());
  }

  private static List<OpCase> largest() {
    Map<Class<?>, OpCase> largest = new LinkedHashMap<>();
    try (Backend scalar = Backends.select(Backends.SCALAR)) {
      Map<Class<?>, Long> most = new HashMap<>();
      for (OpCase c : Cases.all()) {
        try (Fixture fixture = c.fixture(scalar)) {
          long work = c.build().apply(fixture).bytes();
          if (work > most.getOrDefault(c.type(), 0L)) {
            most.put(c.type(), work);
            largest.put(c.type(), c);
          }
        }
      }
    }
    return List.copyOf(largest.values());
  }

  private static List<String> allocating(List<OpCase> cases, Backend backend, int rounds) {
    List<String> allocating = new ArrayList<>();
    for (OpCase c : cases) {
      try (Fixture fixture = c.fixture(backend)) {
        Op op = c.build().apply(fixture);
        long bytes = allocatedBy(backend.compile(List.of(op), fixture.state), rounds);
        if (bytes != 0) {
          allocating.add(c.name() + ": " + bytes + " bytes");
        }
      }
    }
    return allocating;
  }

  /**
   * Bytes per round, once they have settled: the virtual machine itself allocates while it
   * compiles, and the Vector API boxes its vectors until then.
   */
  private static long allocatedBy(Program program, int mostRounds) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    long bytes = Long.MAX_VALUE;
    for (int round = 0; round < mostRounds && bytes != 0; round++) {
      long before = threads.getThreadAllocatedBytes(self);
      for (int i = 0; i < RUNS; i++) {
        program.run();
      }
      bytes = threads.getThreadAllocatedBytes(self) - before;
    }
    return bytes;
  }
}
