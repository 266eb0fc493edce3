package dev.credence.predict;

import dev.credence.backend.Backend;
import dev.credence.data.RowsException;
import dev.credence.inference.FittedNetwork;
import dev.credence.tensor.Arena;
import java.util.List;

/** What one thread needs for predicting: activations and programs, one set per chunk size. */
final class Session implements AutoCloseable {
  /** No network that could be trained overflows for standardised inputs up to this size. */
  private static final double NEAR = 1e6;

  private final FittedNetwork fitted;
  private final SamplePlan plan;
  private final WeightSamples weights;
  private final Affine inputs;
  private final List<String> names;
  private final Readout readout;
  private final ChunkSizes sizes;
  private final Backend backend;
  private final Arena arena;
  private final Chunk[] chunks;

  Session(
      FittedNetwork fitted,
      SamplePlan plan,
      WeightSamples weights,
      Affine inputs,
      List<String> names,
      Readout readout,
      ChunkSizes sizes,
      Backend backend) {
    this.fitted = fitted;
    this.plan = plan;
    this.weights = weights;
    this.inputs = inputs;
    this.names = names;
    this.readout = readout;
    this.sizes = sizes;
    this.backend = backend;
    this.arena = backend.newArena();
    this.chunks = new Chunk[sizes.largest() + 1];
  }

  /**
   * Predicts the first n rows; one of the two arrays is null. A device evaluates one piece of them
   * while the processor summarises the piece before and standardises the one after.
   */
  void predict(float[] narrow, double[] wide, int n, Prediction out) {
    Chunk running = null;
    int first = 0;
    int count = 0;
    for (int next = 0; next < n || running != null; next += count) {
      int size = next < n ? sizes.next(n - next) : 0;
      int following = Math.min(size, n - next);
      Chunk chunk = size == 0 ? null : chunk(size);
      if (chunk != null) {
        standardise(narrow, wide, next, following, chunk.x);
      }
      if (running != null) {
        running.fetch();
      }
      // May be the chunk that was running: what was fetched stays until the next fetch.
      if (chunk != null) {
        evaluate(chunk, next, following, out);
      }
      if (running != null) {
        int bad = running.firstNonFinite(count);
        if (bad >= 0) {
          throw tooFar(narrow, wide, first + bad);
        }
        running.summarise(first, count, out);
      }
      running = chunk;
      first = next;
      count = following;
    }
  }

  private void standardise(float[] narrow, double[] wide, int first, int count, float[] x) {
    int columns = inputs.columns();
    for (int b = 0; b < count; b++) {
      int from = (first + b) * columns;
      for (int k = 0; k < columns; k++) {
        double value = narrow != null ? narrow[from + k] : wide[from + k];
        float z = inputs.standardise(value, k);
        if (!Float.isFinite(z)) {
          throw Double.isFinite(value)
              ? tooFar(narrow, wide, first + b)
              : RowsException.ofCell(first + b, names.get(k), value + " is not a finite number");
        }
        x[b * columns + k] = z;
      }
    }
  }

  /** Blames the input that is farthest from the training rows, or the network if none is far. */
  private RowsException tooFar(float[] narrow, double[] wide, int row) {
    int columns = inputs.columns();
    int farthest = 0;
    double distance = -1;
    for (int k = 0; k < columns; k++) {
      double value = narrow != null ? narrow[row * columns + k] : wide[row * columns + k];
      double own = Math.abs((double) inputs.standardise(value, k));
      if (own > distance) {
        distance = own;
        farthest = k;
      }
    }
    if (distance <= NEAR) {
      return RowsException.ofRow(
          row, "the network gives no finite prediction [%s]".formatted(backend.name()));
    }
    int i = row * columns + farthest;
    return RowsException.ofCell(
        row,
        names.get(farthest),
        "%s is too far from the training data to predict from [%s]"
            .formatted(
                narrow != null ? Float.toString(narrow[i]) : Double.toString(wide[i]),
                backend.name()));
  }

  /** Has every sample evaluated, without waiting for a device unless samples are kept. */
  private void evaluate(Chunk chunk, int first, int count, Prediction out) {
    chunk.begin();
    int last = plan.first() + plan.total();
    for (int s = plan.first(); s < last; s += plan.block()) {
      if (!plan.resident()) {
        weights.load(s);
      }
      chunk.run(s, s - plan.first());
      if (out.keepsSamples()) {
        chunk.keep(s - plan.first(), first, count, out);
      }
    }
  }

  private Chunk chunk(int size) {
    if (chunks[size] == null) {
      chunks[size] = new Chunk(fitted, size, plan, weights, readout, backend, arena);
    }
    return chunks[size];
  }

  @Override
  public void close() {
    arena.close();
  }
}
