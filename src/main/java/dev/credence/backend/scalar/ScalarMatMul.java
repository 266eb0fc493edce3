package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.MatMul;
import dev.credence.tensor.Shape;

/** y = x w + b. */
final class ScalarMatMul implements ScalarKernel {
  private final Shape shape;
  private final int inputs;
  private final Operand x;
  private final Operand w;
  private final Operand y;
  private final Bias bias;
  private final double[] row;

  ScalarMatMul(MatMul op) {
    shape = op.y().shape();
    inputs = op.x().shape().columns();
    x = Operand.of(op.x(), shape.replicas());
    w = Operand.of(op.w(), shape.replicas());
    y = Operand.of(op.y());
    bias = new Bias(op.b(), shape.replicas());
    row = new double[shape.columns()];
  }

  @Override
  public void run(StepState state) {
    for (int r = 0; r < shape.replicas(); r++) {
      for (int b = 0; b < shape.rows(); b++) {
        bias.start(r, row);
        for (int k = 0; k < inputs; k++) {
          double xk = x.data[x.at(r) + b * inputs + k];
          int wk = w.at(r) + k * row.length;
          for (int n = 0; n < row.length; n++) {
            row[n] += xk * w.data[wk + n];
          }
        }
        Rows.store(row, y, y.at(r) + b * row.length);
      }
    }
  }
}
