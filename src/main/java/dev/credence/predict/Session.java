package dev.credence.predict;

import dev.credence.backend.Backend;
import dev.credence.inference.FittedNetwork;
import dev.credence.tensor.Arena;

/** What one thread needs for predicting: activations and programs, one set per chunk size. */
final class Session implements AutoCloseable {
  private final FittedNetwork fitted;
  private final SamplePlan plan;
  private final WeightSamples weights;
  private final Affine inputs;
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
      Readout readout,
      ChunkSizes sizes,
      Backend backend) {
    this.fitted = fitted;
    this.plan = plan;
    this.weights = weights;
    this.inputs = inputs;
    this.readout = readout;
    this.sizes = sizes;
    this.backend = backend;
    this.arena = backend.newArena();
    this.chunks = new Chunk[sizes.largest() + 1];
  }

  /** Predicts the first n rows; one of the two arrays is null. */
  void predict(float[] narrow, double[] wide, int n, Prediction out) {
    for (int first = 0; first < n; ) {
      int size = sizes.next(n - first);
      int count = Math.min(size, n - first);
      Chunk chunk = chunk(size);
      standardise(narrow, wide, first, count, chunk.x);
      evaluate(chunk, first, count, out);
      first += count;
    }
  }

  private void standardise(float[] narrow, double[] wide, int first, int count, float[] x) {
    int columns = inputs.columns();
    for (int b = 0; b < count; b++) {
      int from = (first + b) * columns;
      for (int k = 0; k < columns; k++) {
        double value = narrow != null ? narrow[from + k] : wide[from + k];
        x[b * columns + k] = inputs.standardise(value, first + b, k);
      }
    }
  }

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
    chunk.summarise(first, count, out);
  }

  private Chunk chunk(int size) {
    if (chunks[size] == null) {
      chunks[size] = new Chunk(fitted, size, plan.block(), weights, readout, backend, arena);
    }
    return chunks[size];
  }

  @Override
  public void close() {
    arena.close();
  }
}
