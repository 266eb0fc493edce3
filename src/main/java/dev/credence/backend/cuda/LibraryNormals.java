package dev.credence.backend.cuda;

import dev.credence.backend.StepState;
import dev.credence.backend.cuda.driver.DeviceException;
import dev.credence.backend.cuda.driver.Driver;
import dev.credence.backend.cuda.driver.Normals;
import dev.credence.noise.NoiseLayout;
import dev.credence.noise.Words;
import dev.credence.op.Noise;
import dev.credence.op.Op;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The normals of one program where a library draws them: memory for each stream and shape, filled
 * before each run, and the operations that read it.
 *
 * <p>The library draws each replica on its own, by the {@link #seed} that follows from the noise
 * key, so that a replica's numbers do not depend on how many there are beside it. They take memory:
 * local reparameterisation has a normal for each row and output.
 */
final class LibraryNormals implements AutoCloseable {
  /** Replicas begin at multiples of so many floats, 256 bytes, and so many are drawn at a time. */
  private static final int UNIT = 64;

  private record Block(int stream, Shape shape, Noise.Given normals, Normals.Target[] replicas) {}

  private final Driver driver;
  private final Arena arena;
  private final List<Block> blocks = new ArrayList<>();

  LibraryNormals(Driver driver) {
    this.driver = driver;
    this.arena = new Arena(new DeviceAllocator(driver));
  }

  /**
   * Seed of the generator that draws one replica: the words of our own generator for elements 2^42
   * - 17 (low half) and 2^42 - 1 of the stream. Nothing else draws them, as a tensor that holds
   * them takes 16 TiB a replica. Two of n seeds are the same with a probability of n^2 / 2^65.
   *
   * @throws IllegalArgumentException where the replica is not in [0, 2^24)
   */
  static long seed(long seed, int stream, int step, int replica) {
    int low = Words.at(seed, stream, step, replica, NoiseLayout.ELEMENTS - 17);
    int high = Words.at(seed, stream, step, replica, NoiseLayout.ELEMENTS - 1);
    return Integer.toUnsignedLong(low) | (long) high << 32;
  }

  /**
   * The operations with normals of the library in place of all that they would draw.
   *
   * @throws DeviceException where they draw some and there is no library
   */
  List<Op> serve(List<Op> ops) {
    return ops.stream()
        .map(op -> NormalStreams.replaced(op, (stream, shape) -> normals(stream, shape, op)))
        .toList();
  }

  private Noise.Given normals(int stream, Shape shape, Op op) {
    return blocks.stream()
        .filter(block -> block.stream == stream && block.shape.equals(shape))
        .findFirst()
        .orElseGet(() -> add(stream, shape, Recorder.describe(op)))
        .normals;
  }

  private Block add(int stream, Shape shape, String origin) {
    Normals library = library();
    String name = "normals of stream " + stream;
    int units = Math.toIntExact((shape.matrixElements() + UNIT - 1) / UNIT);
    Tensor all = arena.allocate(name, new Shape(shape.replicas(), units, UNIT));
    long stride = all.replicaStride();
    long address = DeviceStorage.address(all);
    Normals.Target[] replicas = new Normals.Target[shape.replicas()];
    for (int r = 0; r < replicas.length; r++) {
      replicas[r] = library.into(address + r * stride * Float.BYTES, stride, origin);
    }
    Block block = new Block(stream, shape, new Noise.Given(all.slice(name, 0, shape)), replicas);
    blocks.add(block);
    return block;
  }

  private Normals library() {
    try {
      return driver.normals();
    } catch (DeviceException e) {
      throw new DeviceException(
          "%s is %s, and %s"
              .formatted(NoiseSource.PROPERTY, NoiseSource.CURAND.id(), e.getMessage()),
          e);
    }
  }

  /** Gives the device the normals of a run. */
  void draw(StepState state) {
    for (int b = 0; b < blocks.size(); b++) { // no iterator: a run allocates nothing
      Block block = blocks.get(b);
      for (int r = 0; r < block.replicas.length; r++) {
        int replica = state.firstReplica() + r;
        block.replicas[r].draw(seed(state.seed(), block.stream, state.step(), replica));
      }
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
