package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.SampledMatMulBackward;
import dev.credence.tensor.Shape;
import java.util.Arrays;

/** With W = mu + sigma eps: dx = dy W^T, dmu = x^T dy, drho = (x^T dy) eps sigma'. */
final class ScalarSampledMatMulBackward implements ScalarKernel {
  private final int rows;
  private final int inputs;
  private final int outputs;
  private final Operand x;
  private final Operand mu;
  private final Scales scales;
  private final Draw eps;
  private final Operand dy;
  private final Sink dx;
  private final Sink dmu;
  private final Sink drho;
  private final Sink db;
  private final double[] row;
  private final double[] product;

  ScalarSampledMatMulBackward(SampledMatMulBackward op) {
    Shape shape = op.dy().shape();
    rows = shape.rows();
    inputs = op.x().shape().columns();
    outputs = shape.columns();
    x = Operand.of(op.x(), shape.replicas());
    mu = Operand.of(op.mu(), shape.replicas());
    scales = new Scales(op.scale(), op.rho(), shape.replicas());
    eps = new Draw(Draw.Kind.NORMALS, op.eps(), shape.replicas(), inputs, outputs);
    dy = Operand.of(op.dy());
    dx = Sink.of(op.dx(), shape.replicas());
    dmu = Sink.of(op.dmu(), shape.replicas());
    drho = Sink.of(op.drho(), shape.replicas());
    db = Sink.of(op.db(), shape.replicas());
    row = new double[outputs];
    product = new double[outputs];
  }

  @Override
  public void run(StepState state) {
    scales.update();
    eps.draw(state);
    if (dx != null) {
      inputGradient();
    }
    if (dmu != null) {
      meanGradient();
    }
    if (drho != null) {
      scaleGradient();
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
            int muk = mu.at(r) + k * outputs;
            int sigmak = scales.at(r) + k * outputs;
            int epsk = eps.values.at(r) + k * outputs;
            for (int n = 0; n < outputs; n++) {
              double w = mu.data[muk + n] + scales.sigma[sigmak + n] * eps.values.data[epsk + n];
              sum += dy.data[dyb + n] * w;
            }
          }
          dx.put(q, b * inputs + k, sum);
        }
      }
    }
  }

  private void meanGradient() {
    for (int q = 0; q < dmu.replicas; q++) {
      for (int k = 0; k < inputs; k++) {
        Arrays.fill(row, 0);
        for (int r = dmu.first(q); r < dmu.end(q); r++) {
          addProduct(r, k, row);
        }
        dmu.putRow(q, k * outputs, row);
      }
    }
  }

  private void scaleGradient() {
    for (int q = 0; q < drho.replicas; q++) {
      for (int k = 0; k < inputs; k++) {
        Arrays.fill(row, 0);
        for (int r = drho.first(q); r < drho.end(q); r++) {
          Arrays.fill(product, 0);
          addProduct(r, k, product);
          for (int n = 0; n < outputs; n++) {
            row[n] +=
                product[n]
                    * eps.values.data[eps.values.at(r) + k * outputs + n]
                    * scales.derivative[scales.at(r) + k * outputs + n];
          }
        }
        drho.putRow(q, k * outputs, row);
      }
    }
  }

  /** Adds row k of x^T dy of one replica. */
  private void addProduct(int r, int k, double[] sum) {
    for (int b = 0; b < rows; b++) {
      double xk = x.data[x.at(r) + b * inputs + k];
      int dyb = dy.at(r) + b * outputs;
      for (int n = 0; n < outputs; n++) {
        sum[n] += xk * dy.data[dyb + n];
      }
    }
  }
}
