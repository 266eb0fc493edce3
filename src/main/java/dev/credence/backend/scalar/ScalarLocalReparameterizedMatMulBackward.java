package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.LocalReparameterizedMatMulBackward;
import dev.credence.tensor.Shape;
import java.util.Arrays;

/**
 * With dv = dy eps / (2 sqrt(v)): dx = dy mu^T + 2 x (dv (sigma^2)^T), dmu = x^T dy, drho = 2 sigma
 * sigma' ((x^2)^T dv).
 */
final class ScalarLocalReparameterizedMatMulBackward implements ScalarKernel {
  private final Shape shape;
  private final int rows;
  private final int inputs;
  private final int outputs;
  private final Operand x;
  private final Operand mu;
  private final Scales scales;
  private final Draw eps;
  private final Operand variance;
  private final Operand dy;
  private final Sink dx;
  private final Sink dmu;
  private final Sink drho;
  private final Sink db;
  private final double[] dv;
  private final double[] row;
  private final double[] product;

  ScalarLocalReparameterizedMatMulBackward(LocalReparameterizedMatMulBackward op) {
    shape = op.dy().shape();
    rows = shape.rows();
    inputs = op.x().shape().columns();
    outputs = shape.columns();
    x = Operand.of(op.x(), shape.replicas());
    mu = Operand.of(op.mu(), shape.replicas());
    scales = new Scales(op.scale(), op.rho(), shape.replicas());
    eps = new Draw(Draw.Kind.NORMALS, op.eps(), shape.replicas(), rows, outputs);
    variance = Operand.of(op.variance());
    dy = Operand.of(op.dy());
    dx = Sink.of(op.dx(), shape.replicas());
    dmu = Sink.of(op.dmu(), shape.replicas());
    drho = Sink.of(op.drho(), shape.replicas());
    db = Sink.of(op.db(), shape.replicas());
    dv = new double[Math.toIntExact(shape.elements())];
    row = new double[outputs];
    product = new double[outputs];
  }

  @Override
  public void run(StepState state) {
    scales.update();
    eps.draw(state);
    varianceGradient();
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

  private void varianceGradient() {
    int matrix = rows * outputs;
    for (int r = 0; r < shape.replicas(); r++) {
      for (int i = 0; i < matrix; i++) {
        double v = variance.data[variance.at(r) + i];
        double noise = eps.values.data[eps.values.at(r) + i];
        dv[r * matrix + i] = dy.data[dy.at(r) + i] * noise / (2 * Math.sqrt(v));
      }
    }
  }

  private void inputGradient() {
    for (int q = 0; q < dx.replicas; q++) {
      for (int b = 0; b < rows; b++) {
        for (int k = 0; k < inputs; k++) {
          double sum = 0;
          for (int r = dx.first(q); r < dx.end(q); r++) {
            double xk = x.data[x.at(r) + b * inputs + k];
            int dyb = dy.at(r) + b * outputs;
            int dvb = (r * rows + b) * outputs;
            int muk = mu.at(r) + k * outputs;
            int sigmak = scales.at(r) + k * outputs;
            for (int n = 0; n < outputs; n++) {
              double sigma = scales.sigma[sigmak + n];
              sum += (double) dy.data[dyb + n] * mu.data[muk + n];
              sum += 2 * xk * dv[dvb + n] * sigma * sigma;
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
          for (int b = 0; b < rows; b++) {
            double xk = x.data[x.at(r) + b * inputs + k];
            int dyb = dy.at(r) + b * outputs;
            for (int n = 0; n < outputs; n++) {
              row[n] += xk * dy.data[dyb + n];
            }
          }
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
          for (int b = 0; b < rows; b++) {
            double xk = x.data[x.at(r) + b * inputs + k];
            int dvb = (r * rows + b) * outputs;
            for (int n = 0; n < outputs; n++) {
              product[n] += xk * xk * dv[dvb + n];
            }
          }
          for (int n = 0; n < outputs; n++) {
            int i = scales.at(r) + k * outputs + n;
            row[n] += 2 * scales.sigma[i] * scales.derivative[i] * product[n];
          }
        }
        drho.putRow(q, k * outputs, row);
      }
    }
  }
}
