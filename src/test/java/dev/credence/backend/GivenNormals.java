package dev.credence.backend;

import dev.credence.backend.cuda.driver.Driver;
import dev.credence.noise.NoiseLayout;
import dev.credence.noise.Philox4x32;
import dev.credence.op.LocalReparameterizedMatMul;
import dev.credence.op.LocalReparameterizedMatMulBackward;
import dev.credence.op.Noise;
import dev.credence.op.Op;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Operations with the normals that a driver's library makes for their streams, as numbers that are
 * given: fetched one replica at a time for the seed that the library is documented to get.
 */
final class GivenNormals {
  /** What draws normals calls them so; signs and masks have other names. */
  private static final String NORMALS = "eps";

  private GivenNormals() {}

  /** Whether the operation draws normals. */
  static boolean isDrawn(Op op) {
    return component(op, NORMALS) instanceof Noise.Stream;
  }

  /** The operation with normals in a tensor of the arena in place of its stream. */
  static Op of(Op op, StepState state, Driver driver, Arena arena) {
    Noise.Stream stream = (Noise.Stream) component(op, NORMALS);
    Shape shape = shape(op);
    int count = Math.toIntExact(shape.matrixElements());
    float[] values = new float[shape.replicas() * count];
    for (int r = 0; r < shape.replicas(); r++) {
      long seed = seed(state, stream.id(), state.firstReplica() + r);
      float[] drawn = drawn(driver, seed, (count + 63) / 64 * 64);
      System.arraycopy(drawn, 0, values, r * count, count);
    }
    return with(op, new Noise.Given(arena.allocate("given", shape, values)));
  }

  /** Words 2 and 3 of the last block of the stream. */
  private static long seed(StepState state, int stream, int replica) {
    long block = NoiseLayout.ELEMENTS / 4 - 1;
    return Philox4x32.pair(
        (int) block,
        replica | (int) (block >>> 32) << 24,
        state.step(),
        stream,
        (int) state.seed(),
        (int) (state.seed() >>> 32),
        1);
  }

  private static float[] drawn(Driver driver, long seed, int count) {
    long address = driver.allocate((long) count * Float.BYTES, "normals");
    try {
      driver.normals().into(address, count, "given normals").draw(seed);
      float[] values = new float[count];
      driver.read(address, values, 0, count);
      return values;
    } finally {
      driver.free(address);
    }
  }

  /** Extents as the records' documentation has them. */
  private static Shape shape(Op op) {
    Map<String, Tensor> tensors = new TreeMap<>();
    for (RecordComponent c : op.getClass().getRecordComponents()) {
      if (component(op, c.getName()) instanceof Tensor tensor) {
        tensors.put(c.getName(), tensor);
      }
    }
    Tensor result =
        Stream.of("dy", "y", "kl", "dw", "w", "x")
            .filter(tensors::containsKey)
            .map(tensors::get)
            .findFirst()
            .orElseThrow();
    boolean ofResults =
        op instanceof LocalReparameterizedMatMul
            || op instanceof LocalReparameterizedMatMulBackward
            || !tensors.containsKey("mu");
    Shape matrix = (ofResults ? result : tensors.get("mu")).shape();
    return new Shape(result.shape().replicas(), matrix.rows(), matrix.columns());
  }

  private static Object component(Op op, String name) {
    for (RecordComponent c : op.getClass().getRecordComponents()) {
      if (c.getName().equals(name)) {
        try {
          return c.getAccessor().invoke(op);
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    return null;
  }

  private static Op with(Op op, Noise.Given given) {
    RecordComponent[] components = op.getClass().getRecordComponents();
    Object[] values =
        Arrays.stream(components)
            .map(c -> c.getName().equals(NORMALS) ? given : component(op, c.getName()))
            .toArray();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return (Op) op.getClass().getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
