package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.LocalReparameterizedMatMul;
import dev.credence.tensor.Shape;
import java.util.Arrays;

/** y = x mu + b + sqrt(v) eps with v = x^2 sigma^2 + floor. */
final class ScalarLocalReparameterizedMatMul implements ScalarKernel {
  private final Shape shape;
  private final int inputs;
  private final Operand x;
  private final Operand mu;
  private final Scales scales;
  private final Draw eps;
  private final Operand variance;
  private final Operand y;
  private final Bias bias;
  private final double[] row;
  private final double[] v;

  ScalarLocalReparameterizedMatMul(LocalReparameterizedMatMul op) {
    shape = op.y().shape();
    inputs = op.x().shape().columns();
    x = Operand.of(op.x(), shape.replicas());
    mu = Operand.of(op.mu(), shape.replicas());
    scales = new Scales(op.scale(), op.rho(), shape.replicas());
    eps = new Draw(Draw.Kind.NORMALS, op.eps(), shape.replicas(), shape.rows(), shape.columns());
    variance = Operand.of(op.variance());
    y = Operand.of(op.y());
    bias = new Bias(op.b(), shape.replicas());
    row = new double[shape.columns()];
    v = new double[shape.columns()];
  }

  @Override
  public void run(StepState state) {
    scales.update();
    eps.draw(state);
    for (int r = 0; r < shape.replicas(); r++) {
      for (int b = 0; b < shape.rows(); b++) {
        bias.start(r, row);
        Arrays.fill(v, LocalReparameterizedMatMul.VARIANCE_FLOOR);
        for (int k = 0; k < inputs; k++) {
          double xk = x.data[x.at(r) + b * inputs + k];
          int muk = mu.at(r) + k * row.length;
          int sigmak = scales.at(r) + k * row.length;
          for (int n = 0; n < row.length; n++) {
            double spread = xk * scales.sigma[sigmak + n];
            row[n] += xk * mu.data[muk + n];
            v[n] += spread * spread;
          }
        }
        for (int n = 0; n < row.length; n++) {
          row[n] += Math.sqrt(v[n]) * eps.values.data[eps.values.at(r) + b * row.length + n];
        }
        Rows.store(v, variance, variance.at(r) + b * row.length);
        Rows.store(row, y, y.at(r) + b * row.length);
      }
    }
  }
}
