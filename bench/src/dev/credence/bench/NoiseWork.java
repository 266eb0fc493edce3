package dev.credence.bench;

import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.backend.vector.VectorNormals;
import dev.credence.backend.vector.VectorSigns;
import dev.credence.noise.Normals;
import dev.credence.noise.Signs;
import java.util.Map;

/** A buffer of noise, drawn by one thread. */
public record NoiseWork(Kind kind, int count) implements Work {
  /** What is drawn. */
  public enum Kind {
    NORMALS,
    /** One bit each, packed as the kernels use them. */
    SIGNS
  }

  private static final int STREAM = 1;

  @Override
  public Map<String, Values> inputs() {
    return Map.of();
  }

  /** One flop a number, so that rates are numbers a second. */
  @Override
  public Cost cost() {
    double bytes = kind == Kind.NORMALS ? 4.0 * count : count / 8.0;
    return new Cost(count, bytes, bytes);
  }

  @Override
  public Task on(Backend backend) {
    boolean vector = backend.name().equals(Backends.VECTOR);
    return kind == Kind.NORMALS ? new DrawNormals(vector) : new DrawSigns(vector);
  }

  /** Bit by bit for backends; mean and variance for peers, which have generators of their own. */
  @Override
  public void check(String contender, Map<String, float[]> results) {
    if (Contenders.isEngine(contender)) {
      Work.super.check(contender, results);
      return;
    }
    double sum = 0;
    double squares = 0;
    for (float number : results.get("noise")) {
      sum += number;
      squares += number * number;
    }
    double tolerance = 10 / Math.sqrt(count);
    if (!(Math.abs(sum / count) < tolerance && Math.abs(squares / count - 1) < tolerance)) {
      throw new IllegalStateException(
          "%s of %s have mean %.3g and mean square %.3g"
              .formatted(kind, contender, sum / count, squares / count));
    }
  }

  private final class DrawNormals implements Task {
    private final boolean vector;
    private final float[] normals = new float[count];
    private int step;

    DrawNormals(boolean vector) {
      this.vector = vector;
    }

    @Override
    public void run() {
      step++;
      draw();
    }

    private void draw() {
      if (vector) {
        VectorNormals.fill(Values.SEED, STREAM, step, 0, 0, normals, 0, count);
      } else {
        Normals.fill(Values.SEED, STREAM, step, 0, 0, normals, 0, count);
      }
    }

    @Override
    public Map<String, float[]> results() {
      step = 0;
      draw();
      return Map.of("normals", normals.clone());
    }

    @Override
    public void close() {}
  }

  private final class DrawSigns implements Task {
    private final boolean vector;
    private final int[] words = new int[Signs.wordsPerRow(count)];
    private int step;

    DrawSigns(boolean vector) {
      this.vector = vector;
    }

    @Override
    public void run() {
      step++;
      draw();
    }

    private void draw() {
      if (vector) {
        VectorSigns.words(Values.SEED, STREAM, step, 0, 0, 1, count, words, 0);
      } else {
        Signs.words(Values.SEED, STREAM, step, 0, 0, 1, count, words, 0);
      }
    }

    @Override
    public Map<String, float[]> results() {
      step = 0;
      draw();
      float[] signs = new float[count];
      for (int i = 0; i < count; i++) {
        signs[i] = (words[i >> 5] >>> (i & 31) & 1) == 0 ? 1 : -1;
      }
      return Map.of("signs", signs);
    }

    @Override
    public void close() {}
  }
}
