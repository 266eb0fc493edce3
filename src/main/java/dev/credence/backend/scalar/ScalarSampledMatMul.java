package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.SampledMatMul;
import dev.credence.tensor.Shape;

/** y = x (mu + sigma eps) + b. */
final class ScalarSampledMatMul implements ScalarKernel {
  private final Shape shape;
  private final int inputs;
  private final Operand x;
  private final Operand mu;
  private final Scales scales;
  private final Draw eps;
  private final Operand y;
  private final Bias bias;
  private final double[] row;

  ScalarSampledMatMul(SampledMatMul op) {
    shape = op.y().shape();
    inputs = op.x().shape().columns();
    x = Operand.of(op.x(), shape.replicas());
    mu = Operand.of(op.mu(), shape.replicas());
    scales = new Scales(op.scale(), op.rho(), shape.replicas());
    eps = new Draw(Draw.Kind.NORMALS, op.eps(), shape.replicas(), inputs, shape.columns());
    y = Operand.of(op.y());
    bias = new Bias(op.b(), shape.replicas());
    row = new double[shape.columns()];
  }

  @Override
  public void run(StepState state) {
    scales.update();
    eps.draw(state);
    for (int r = 0; r < shape.replicas(); r++) {
      for (int b = 0; b < shape.rows(); b++) {
        bias.start(r, row);
        for (int k = 0; k < inputs; k++) {
          double xk = x.data[x.at(r) + b * inputs + k];
          int muk = mu.at(r) + k * row.length;
          int sigmak = scales.at(r) + k * row.length;
          int epsk = eps.values.at(r) + k * row.length;
          for (int n = 0; n < row.length; n++) {
            row[n] +=
                xk * (mu.data[muk + n] + scales.sigma[sigmak + n] * eps.values.data[epsk + n]);
          }
        }
        Rows.store(row, y, y.at(r) + b * row.length);
      }
    }
  }
}
