package dev.credence.inference;

import dev.credence.autodiff.Tape;
import dev.credence.layer.Streams;
import dev.credence.noise.Uniforms;
import dev.credence.op.GatherRows;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;

/**
 * The rows of one step, gathered anew in every step.
 *
 * <p>Context rows stand below the training rows: inputs without targets, at which ensemble members
 * can be compared. Their example weights are zero, and those of training rows are scaled so that
 * the loss stays the mean over training rows. A context row is a + u (b - a) for two training rows
 * a and b and u uniform in [-1/2, 3/2): between rows and a little beyond, in any number of columns.
 *
 * @param rows training rows of a step
 * @param batches members that see rows of their own, or 1
 * @param data all rows
 * @param context context rows of a step
 * @param seed of the context rows
 */
record Batch(int rows, int batches, TrainingData data, int context, long seed) {
  /** Fewest context rows to choose from, so that they fill gaps of the data. */
  private static final int FEWEST_CONTEXT_ROWS = 4096;

  /** How far beyond a pair of rows a context row may lie, as a share of their distance. */
  private static final double BEYOND = 0.5;

  /**
   * Tensors of one step: inputs (M, B, K), targets (M, B, D), example weights (M, B, 1) or null.
   */
  record Tensors(Tensor inputs, Tensor targets, Tensor weights) {}

  static Batch of(int rows, int batches, TrainingData data) {
    return new Batch(rows, batches, data, 0, 0);
  }

  Batch withContext(int count, long contextSeed) {
    return new Batch(rows, batches, data, count, contextSeed);
  }

  Tensors record(Tape tape) {
    if (context == 0) {
      return new Tensors(
          gathered(tape, "x", data.inputs(), 1),
          gathered(tape, "y", data.targets(), data.targetSets()),
          data.weights() == null ? null : gathered(tape, "weight", data.weights(), 1));
    }
    Tensor inputs = tape.allocate("x", Shape.of(rows + context, data.inputColumns()));
    gather(tape, "x data", data.inputs(), Streams.SHUFFLE, top(inputs));
    int columns = data.inputColumns();
    Tensor below = inputs.slice("context", (long) rows * columns, Shape.of(context, columns));
    gather(tape, "context data", contextInputs(), Streams.CONTEXT, below);
    // What stands below is never gathered: targets and weights of context rows stay zero.
    Tensor targets = tape.allocate("y", Shape.of(rows + context, data.targetColumns()));
    gather(tape, "y data", data.targets(), Streams.SHUFFLE, top(targets));
    Tensor weights = tape.allocate("weight", Shape.of(rows + context, 1));
    gather(tape, "weight data", scaledWeights(), Streams.SHUFFLE, top(weights));
    return new Tensors(inputs, targets, weights);
  }

  private Tensor top(Tensor tensor) {
    return tensor.slice(tensor.name(), 0, Shape.of(rows, tensor.shape().columns()));
  }

  private Tensor gathered(Tape tape, String name, float[] values, int sets) {
    int columns = values.length / sets / data.rows();
    Tensor out = tape.allocate(name, new Shape(batches, rows, columns));
    gather(tape, name + " data", values, sets, Streams.SHUFFLE, out);
    return out;
  }

  private static void gather(Tape tape, String name, float[] values, int stream, Tensor out) {
    gather(tape, name, values, 1, stream, out);
  }

  private static void gather(
      Tape tape, String name, float[] values, int sets, int stream, Tensor out) {
    int columns = out.shape().columns();
    int height = values.length / sets / columns;
    Tensor source = tape.allocate(name, new Shape(sets, height, columns));
    source.write(values);
    tape.record(new GatherRows(source, true, stream, out));
  }

  private float[] scaledWeights() {
    float[] scaled = new float[data.rows()];
    for (int i = 0; i < scaled.length; i++) {
      float weight = data.weights() == null ? 1 : data.weights()[i];
      scaled[i] = weight * (rows + context) / rows;
    }
    return scaled;
  }

  private float[] contextInputs() {
    int columns = data.inputColumns();
    int count = Math.max(FEWEST_CONTEXT_ROWS, data.rows());
    float[] inputs = new float[Math.multiplyExact(count, columns)];
    float[] draws = new float[Math.multiplyExact(count, 3)];
    Uniforms.fill(seed, Streams.CONTEXT, 0, 0, 0, draws, 0, draws.length);
    for (int i = 0; i < count; i++) {
      int a = (int) (draws[3 * i] * data.rows());
      int b = (int) (draws[3 * i + 1] * data.rows());
      double u = (1 + 2 * BEYOND) * draws[3 * i + 2] - BEYOND;
      for (int k = 0; k < columns; k++) {
        double from = data.inputs()[a * columns + k];
        double to = data.inputs()[b * columns + k];
        inputs[i * columns + k] = (float) (from + u * (to - from));
      }
    }
    return inputs;
  }
}
