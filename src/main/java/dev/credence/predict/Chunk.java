package dev.credence.predict;

import dev.credence.autodiff.Tape;
import dev.credence.backend.Backend;
import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.inference.FittedNetwork;
import dev.credence.layer.FrozenNetwork;
import dev.credence.op.Moments;
import dev.credence.op.Op;
import dev.credence.op.PredictSample;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The program for one number of rows: forward for every weight sample of a block, then moments. */
final class Chunk {
  /** Standardised rows (B, K), to be set before {@link #begin}. */
  final float[] x;

  private final Tensor input;
  private final Tensor raw;
  private final Tensor predicted;
  private final Tensor mean;
  private final Tensor variance;
  private final Readout readout;
  private final StepState forwardState;
  private final Program forward;

  // Absent where one program does both.
  private final StepState momentsState;
  private final Program moments;
  private final float[] meanValues;
  private final float[] varianceValues;
  private float[] rawValues;
  private float[] predictedValues;

  Chunk(
      FittedNetwork fitted,
      int rows,
      SamplePlan plan,
      WeightSamples weights,
      Readout readout,
      Backend backend,
      Arena arena) {
    this.readout = readout;
    Tape tape = new Tape(arena);
    input = tape.allocate("x", Shape.of(rows, fitted.network().inputs()));
    FrozenNetwork frozen = weights.record(tape, input);
    raw = frozen.outputs();
    int columns = readout.sampleColumns();
    predicted = tape.allocate("sample predictions", new Shape(plan.block(), rows, columns));
    mean = tape.allocate("mean", Shape.of(rows, columns));
    variance = tape.allocate("variance", Shape.of(rows, columns));
    List<Op> ops = new ArrayList<>(frozen.forward());
    ops.add(
        new PredictSample(
            fitted.network().likelihood().head(weights.parameters()), raw, predicted));
    forwardState = new StepState(fitted.seed());
    Moments both = new Moments(predicted, mean, variance);
    if (plan.resident() && plan.first() == 0) {
      ops.add(both);
      momentsState = null;
      moments = null;
    } else {
      // Noise counts replicas from the first sample's number, moments from zero.
      momentsState = new StepState(fitted.seed());
      moments = backend.compile(List.of(both), momentsState);
    }
    forward = backend.compile(ops, forwardState);
    x = new float[(int) input.shape().elements()];
    meanValues = new float[(int) mean.shape().elements()];
    varianceValues = new float[meanValues.length];
  }

  /** Hands over the rows. */
  void begin() {
    input.write(x);
  }

  /** Evaluates the block of samples from {@code sample} on, after {@code done} others. */
  void run(int sample, int done) {
    forwardState.firstReplica(sample);
    forward.run();
    if (moments != null) {
      momentsState.firstReplica(done);
      moments.run();
    }
  }

  void keep(int done, int firstRow, int count, Prediction out) {
    if (rawValues == null) {
      rawValues = new float[Math.toIntExact(raw.shape().elements())];
      predictedValues = new float[Math.toIntExact(predicted.shape().elements())];
    }
    raw.read(rawValues);
    predicted.read(predictedValues);
    int rawSize = (int) raw.shape().matrixElements();
    int size = (int) predicted.shape().matrixElements();
    for (int r = 0; r < predicted.shape().replicas(); r++) {
      readout.keep(
          rawValues, r * rawSize, predictedValues, r * size, done + r, firstRow, count, out);
    }
  }

  /** Waits for the moments; the chunk may then begin with other rows. */
  void fetch() {
    mean.read(meanValues);
    variance.read(varianceValues);
  }

  /** The first row of what was fetched last whose prediction is infinite or undefined, or -1. */
  int firstNonFinite(int count) {
    int columns = readout.sampleColumns();
    for (int i = 0; i < count * columns; i++) {
      if (!Float.isFinite(meanValues[i]) || !Float.isFinite(varianceValues[i])) {
        return i / columns;
      }
    }
    return -1;
  }

  /** Writes what was fetched last. */
  void summarise(int firstRow, int count, Prediction out) {
    readout.summarise(meanValues, varianceValues, firstRow, count, out);
  }
}
