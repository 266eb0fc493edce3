package dev.credence.backend;

import dev.credence.backend.cuda.CudaBackend;
import dev.credence.backend.cuda.NoiseSource;
import dev.credence.backend.cuda.Tuning;
import dev.credence.backend.cuda.driver.Driver;
import dev.credence.backend.cuda.driver.Precision;
import dev.credence.op.Op;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Every case that draws normals, forward and backward, once with normals of the driver's library
 * and once with the same normals given: both leave the same bits.
 */
public final class LibraryParity {
  /** Replicas before those of the programs. */
  private static final int FIRST_REPLICA = 5;

  private final Driver driver;
  private final Set<String> operations = new TreeSet<>();

  public LibraryParity(Driver driver) {
    this.driver = driver;
  }

  /** One sentence for each case whose bits differ. */
  public List<String> differences() {
    List<String> found = new ArrayList<>();
    for (OpCase c : Cases.all()) {
      try (Fixture fixture = c.fixture(backend(NoiseSource.CURAND));
          Fixture other = c.fixture(backend(NoiseSource.PHILOX))) {
        Op op = c.build().apply(fixture);
        if (GivenNormals.isDrawn(op)) {
          operations.add(op.name());
          Op drawing = c.build().apply(other);
          fixture.state.firstReplica(FIRST_REPLICA);
          other.state.firstReplica(FIRST_REPLICA);
          Op twin = GivenNormals.of(drawing, other.state, driver, other.arena());
          backend(NoiseSource.CURAND).compile(List.of(op), fixture.state).run();
          backend(NoiseSource.PHILOX).compile(List.of(twin), other.state).run();
          if (!bits(op).equals(bits(twin))) {
            found.add(c.name());
          }
          fixture.violations().forEach(violation -> found.add(c.name() + ": " + violation));
        }
      }
    }
    return found;
  }

  /** Names of the operations that were compared. */
  public Set<String> operations() {
    return operations;
  }

  /** Not closed: the driver serves others. */
  private Backend backend(NoiseSource source) {
    return new CudaBackend(driver, Tuning.DEFAULT, Precision.FP32, source);
  }

  private static List<Integer> bits(Op op) {
    List<Integer> bits = new ArrayList<>();
    for (Tensor tensor : op.outputs()) {
      Arrays.stream(toInts(tensor.toArray())).forEach(bits::add);
    }
    return bits;
  }

  private static int[] toInts(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}
