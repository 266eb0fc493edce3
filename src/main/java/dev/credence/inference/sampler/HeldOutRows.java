package dev.credence.inference.sampler;

import dev.credence.autodiff.Tape;
import dev.credence.backend.Backend;
import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.inference.TrainingData;
import dev.credence.layer.Network;
import dev.credence.layer.Pass;
import dev.credence.layer.Streams;
import dev.credence.op.GatherRows;
import dev.credence.op.LossOp;
import dev.credence.posterior.ParameterBlock;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;

/**
 * What the chains predict at rows that are followed: the first network output at a few of them, for
 * diagnostics, and the predictive density of all, averaged over every state looked at so far.
 */
final class HeldOutRows {
  /** Rows whose predictions are kept. */
  static final int FOLLOWED = 16;

  private static final int CHUNK = 512;

  private final int chains;
  private final int rows;
  private final int batch;
  private final StepState place = new StepState(0);
  private final Program program;
  private final Tensor outputs;
  private final Tensor perExample;
  private final float[] predictions;
  private final float[] losses;

  /** Per row: largest log density so far, and the sum of densities over it. */
  private final double[] density;

  private long states;

  HeldOutRows(
      Network network,
      ParameterBlock parameters,
      TrainingData data,
      int chains,
      Backend backend,
      Arena arena) {
    this.chains = chains;
    this.rows = data.rows();
    this.batch = Math.min(CHUNK, rows);
    Tape tape = new Tape(arena);
    Tensor x = gather(tape, arena, "followed x", data.inputs());
    Tensor y = gather(tape, arena, "followed y", data.targets());
    Pass pass = new Pass(tape, parameters, null, Pass.Mode.MEAN, chains);
    outputs = network.record(pass, x);
    LossOp loss = network.likelihood().record(tape, parameters, outputs, y, null, 1);
    perExample = loss.perExample();
    program = backend.compile(tape.ops(), place);
    predictions = new float[Math.toIntExact(outputs.shape().elements())];
    losses = new float[chains * batch];
    density = new double[2 * rows];
    for (int row = 0; row < rows; row++) {
      density[2 * row] = Double.NEGATIVE_INFINITY;
    }
  }

  private Tensor gather(Tape tape, Arena arena, String name, float[] values) {
    int columns = values.length / rows;
    Tensor source = arena.allocate(name + " data", Shape.of(rows, columns), values);
    Tensor out = tape.allocate(name, Shape.of(batch, columns));
    tape.record(new GatherRows(source, false, Streams.SHUFFLE, out));
    return out;
  }

  /** Number of rows whose predictions are kept. */
  int followed() {
    return Math.min(FOLLOWED, rows);
  }

  /** Takes in the current state; returns predictions at the followed rows, chain after chain. */
  double[] look() {
    double[] followed = new double[chains * followed()];
    for (int first = 0; first < rows; first += batch) {
      place.step(first / batch);
      program.run();
      if (first == 0) {
        outputs.read(predictions);
        int columns = outputs.shape().columns();
        for (int c = 0; c < chains; c++) {
          for (int row = 0; row < followed(); row++) {
            followed[c * followed() + row] = predictions[(c * batch + row) * columns];
          }
        }
      }
      perExample.read(losses);
      for (int b = 0; b < Math.min(batch, rows - first); b++) {
        for (int c = 0; c < chains; c++) {
          add(first + b, -losses[c * batch + b]);
        }
      }
    }
    states += chains;
    return followed;
  }

  private void add(int row, double logDensity) {
    double largest = Math.max(density[2 * row], logDensity);
    density[2 * row + 1] =
        density[2 * row + 1] * Math.exp(density[2 * row] - largest)
            + Math.exp(logDensity - largest);
    density[2 * row] = largest;
  }

  /** Negative mean log predictive density of all states together, NaN before the first. */
  double loss() {
    if (states == 0) {
      return Double.NaN;
    }
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      sum -= density[2 * row] + Math.log(density[2 * row + 1] / states);
    }
    return sum / rows;
  }

  /** Densities of all rows; {@link #restore} needs the number of states as well. */
  double[] state() {
    return density.clone();
  }

  void restore(double[] saved, long states) {
    System.arraycopy(saved, 0, density, 0, density.length);
    this.states = states;
  }
}
