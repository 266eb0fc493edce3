package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.MatMulBackward;
import dev.credence.tensor.Shape;
import java.util.Arrays;

/** dx = dy w^T, dw = x^T dy, db = sum over rows of dy. */
final class ScalarMatMulBackward implements ScalarKernel {
  private final int rows;
  private final int inputs;
  private final int outputs;
  private final Operand x;
  private final Operand w;
  private final Operand dy;
  private final Sink dx;
  private final Sink dw;
  private final Sink db;
  private final double[] row;

  ScalarMatMulBackward(MatMulBackward op) {
    Shape shape = op.dy().shape();
    rows = shape.rows();
    inputs = op.x().shape().columns();
    outputs = shape.columns();
    x = Operand.of(op.x(), shape.replicas());
    w = Operand.of(op.w(), shape.replicas());
    dy = Operand.of(op.dy());
    dx = Sink.of(op.dx(), shape.replicas());
    dw = Sink.of(op.dw(), shape.replicas());
    db = Sink.of(op.db(), shape.replicas());
    row = new double[outputs];
  }

  @Override
  public void run(StepState state) {
    if (dx != null) {
      inputGradient();
    }
    if (dw != null) {
      weightGradient();
    }
    if (db != null) {
      Bias.gradient(dy, rows, db, row);
    }
  }

  private void inputGradient() {
    for (int q = 0; q < dx.replicas; q++) {
      for (int b = 0; b < rows; b++) {
        for (int k = 0; k < inputs; k++) {
          double sum = 0;
          for (int r = dx.first(q); r < dx.end(q); r++) {
            int dyb = dy.at(r) + b * outputs;
            int wk = w.at(r) + k * outputs;
            for (int n = 0; n < outputs; n++) {
              sum += (double) dy.data[dyb + n] * w.data[wk + n];
            }
          }
          dx.put(q, b * inputs + k, sum);
        }
      }
    }
  }

  private void weightGradient() {
    for (int q = 0; q < dw.replicas; q++) {
      for (int k = 0; k < inputs; k++) {
        Arrays.fill(row, 0);
        for (int r = dw.first(q); r < dw.end(q); r++) {
          for (int b = 0; b < rows; b++) {
            double xk = x.data[x.at(r) + b * inputs + k];
            int dyb = dy.at(r) + b * outputs;
            for (int n = 0; n < outputs; n++) {
              row[n] += xk * dy.data[dyb + n];
            }
          }
        }
        dw.putRow(q, k * outputs, row);
      }
    }
  }
}
