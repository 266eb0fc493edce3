package dev.credence.backend;

import dev.credence.op.Gradient;
import dev.credence.op.Noise;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/**
 * Tensors for one case on one backend. Guarded tensors are slices of larger blocks whose other
 * words hold a marked NaN: reading it poisons a result, writing it is found by {@link #violations}.
 */
final class Fixture implements AutoCloseable {
  private static final int GUARD = 5;
  private static final float MARK = Float.intBitsToFloat(0x7fc0dead);

  final StepState state = new StepState(0x1234_5678_9abc_def0L);
  final SplittableRandom random;
  private final Arena arena;
  private final boolean guarded;
  private final List<Tensor> blocks = new ArrayList<>();
  private int streams = 3;

  Fixture(Backend backend, long seed, boolean guarded) {
    this.arena = backend.newArena();
    this.random = new SplittableRandom(seed);
    this.guarded = guarded;
    state.step(7);
    state.learningRate(0.0123f);
    state.klScale(0.0321f);
  }

  Arena arena() {
    return arena;
  }

  /** Standard normal numbers. */
  Tensor normal(String name, int replicas, int rows, int columns) {
    return filled(name, replicas, rows, columns, random::nextGaussian);
  }

  /** Scale parameters with sigmas of the order of one. */
  Tensor rho(String name, int replicas, int rows, int columns) {
    return filled(name, replicas, rows, columns, () -> -1 + 1.5 * random.nextGaussian());
  }

  Tensor filled(String name, int replicas, int rows, int columns, DoubleSupplier numbers) {
    Shape shape = new Shape(replicas, rows, columns);
    float[] values = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) numbers.getAsDouble();
    }
    Tensor tensor = allocate(name, shape);
    tensor.write(values);
    return tensor;
  }

  /** The numbers of a list, again and again. */
  Tensor cycling(String name, int replicas, int rows, int columns, double... numbers) {
    int[] next = {0};
    return filled(name, replicas, rows, columns, () -> numbers[next[0]++ % numbers.length]);
  }

  /** What an operation has to overwrite: NaN. */
  Tensor output(String name, int replicas, int rows, int columns) {
    return filled(name, replicas, rows, columns, () -> Double.NaN);
  }

  /** A gradient buffer: NaN to be overwritten, or numbers to be added to. */
  Gradient gradient(Tensor of, boolean accumulate) {
    Shape s = of.shape();
    String name = "d " + of.name();
    return accumulate
        ? new Gradient(normal(name, s.replicas(), s.rows(), s.columns()), Gradient.Mode.ACCUMULATE)
        : new Gradient(output(name, s.replicas(), s.rows(), s.columns()), Gradient.Mode.OVERWRITE);
  }

  Noise normals(boolean given, int replicas, int rows, int columns) {
    return given
        ? new Noise.Given(normal("eps", replicas, rows, columns))
        : new Noise.Stream(streams++);
  }

  Noise signs(boolean given, int replicas, int rows, int columns) {
    return given
        ? new Noise.Given(
            filled("signs", replicas, rows, columns, () -> random.nextBoolean() ? 1 : -1))
        : new Noise.Stream(streams++);
  }

  Noise mask(boolean given, int replicas, int rows, int columns) {
    return given
        ? new Noise.Given(
            filled("mask", replicas, rows, columns, () -> random.nextBoolean() ? 1 : 0))
        : new Noise.Stream(streams++);
  }

  private Tensor allocate(String name, Shape shape) {
    if (!guarded) {
      return arena.allocate(name, shape);
    }
    int matrix = Math.toIntExact(shape.matrixElements());
    Shape blockShape = new Shape(shape.replicas(), 1, matrix + 2 * GUARD);
    float[] marks = new float[Math.toIntExact(blockShape.elements())];
    Arrays.fill(marks, MARK);
    Tensor block = arena.allocate(name, blockShape, marks);
    blocks.add(block);
    return block.slice(name, GUARD, shape);
  }

  /** One sentence for each block with words outside its tensor that have been written. */
  List<String> violations() {
    List<String> found = new ArrayList<>();
    for (Tensor block : blocks) {
      float[] words = block.toArray();
      int stride = block.shape().columns();
      for (int i = 0; i < words.length; i++) {
        int place = i % stride;
        boolean guard = place < GUARD || place >= stride - GUARD;
        if (guard && Float.floatToRawIntBits(words[i]) != Float.floatToRawIntBits(MARK)) {
          found.add("%s: guard word %d was written".formatted(block.name(), i));
          break;
        }
      }
    }
    return found;
  }

  @Override
  public void close() {
    arena.close();
  }
}
