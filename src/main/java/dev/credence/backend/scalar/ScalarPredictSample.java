package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.PredictSample;
import dev.credence.tensor.Shape;

/** Rows of network outputs to rows of predictions, as the head says. */
final class ScalarPredictSample implements ScalarKernel {
  private final Shape shape;
  private final int outColumns;
  private final Operand prediction;
  private final Operand out;
  private final HeadRow row;

  ScalarPredictSample(PredictSample op) {
    shape = op.prediction().shape();
    outColumns = op.out().shape().columns();
    prediction = Operand.of(op.prediction());
    out = Operand.of(op.out());
    row = HeadRow.of(op.head(), shape);
  }

  @Override
  public void run(StepState state) {
    for (int r = 0; r < shape.replicas(); r++) {
      for (int b = 0; b < shape.rows(); b++) {
        row.predict(
            r,
            prediction.data,
            prediction.at(r) + b * shape.columns(),
            out.data,
            out.at(r) + b * outColumns);
      }
    }
  }
}
