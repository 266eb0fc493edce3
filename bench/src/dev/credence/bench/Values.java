package dev.credence.bench;

import dev.credence.noise.Normals;
import dev.credence.noise.Signs;
import dev.credence.tensor.Shape;
import java.util.Random;

/** Numbers that go into a piece of work, row-major. */
public record Values(Shape shape, float[] numbers) {
  /** Seed of all noise in the suite; noise is drawn at step 0. */
  static final long SEED = 1;

  public Values {
    if (numbers.length != shape.elements()) {
      throw new IllegalArgumentException(
          "%d numbers do not fill %s".formatted(numbers.length, shape));
    }
  }

  /** Numbers with the given mean and width, the same for the same shape and seed. */
  static Values random(long seed, Shape shape, double mean, double width) {
    Random random = new Random(seed);
    float[] numbers = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) (mean + width * random.nextGaussian());
    }
    return new Values(shape, numbers);
  }

  /** The normals of a noise stream, replica after replica. */
  static Values normals(long seed, int stream, Shape shape) {
    int each = Math.toIntExact(shape.matrixElements());
    float[] numbers = new float[Math.toIntExact(shape.elements())];
    for (int r = 0; r < shape.replicas(); r++) {
      Normals.fill(seed, stream, 0, r, 0, numbers, r * each, each);
    }
    return new Values(shape, numbers);
  }

  /** The signs of a noise stream, one replica. */
  static Values signs(long seed, int stream, Shape shape) {
    float[] numbers = new float[Math.toIntExact(shape.elements())];
    Signs.fill(seed, stream, 0, 0, 0, shape.rows(), shape.columns(), numbers, 0, shape.columns());
    return new Values(shape, numbers);
  }
}
