package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.FlipoutMatMulBackward;
import dev.credence.tensor.Shape;
import java.util.Arrays;

/**
 * dx = dy mu^T + ((dy o signOut) (sigma eps)^T) o signIn, dmu = x^T dy, drho = ((x o signIn)^T (dy
 * o signOut)) eps sigma'.
 */
final class ScalarFlipoutMatMulBackward implements ScalarKernel {
  private final int rows;
  private final int inputs;
  private final int outputs;
  private final Operand x;
  private final Operand mu;
  private final Scales scales;
  private final Draw eps;
  private final Draw signIn;
  private final Draw signOut;
  private final Operand dy;
  private final Sink dx;
  private final Sink dmu;
  private final Sink drho;
  private final Sink db;
  private final double[] row;
  private final double[] product;

  ScalarFlipoutMatMulBackward(FlipoutMatMulBackward op) {
    Shape shape = op.dy().shape();
    rows = shape.rows();
    inputs = op.x().shape().columns();
    outputs = shape.columns();
    x = Operand.of(op.x(), shape.replicas());
    mu = Operand.of(op.mu(), shape.replicas());
    scales = new Scales(op.scale(), op.rho(), shape.replicas());
    eps = new Draw(Draw.Kind.NORMALS, op.eps(), shape.replicas(), inputs, outputs);
    signIn = new Draw(Draw.Kind.SIGNS, op.signIn(), shape.replicas(), rows, inputs);
    signOut = new Draw(Draw.Kind.SIGNS, op.signOut(), shape.replicas(), rows, outputs);
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
    signIn.draw(state);
    signOut.draw(state);
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
            double sign = signIn.values.data[signIn.values.at(r) + b * inputs + k];
            int dyb = dy.at(r) + b * outputs;
            int signsb = signOut.values.at(r) + b * outputs;
            int muk = mu.at(r) + k * outputs;
            int sigmak = scales.at(r) + k * outputs;
            int epsk = eps.values.at(r) + k * outputs;
            for (int n = 0; n < outputs; n++) {
              double perturbation = scales.sigma[sigmak + n] * eps.values.data[epsk + n];
              double flipped = sign * signOut.values.data[signsb + n] * perturbation;
              sum += dy.data[dyb + n] * (mu.data[muk + n] + flipped);
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
            double flipped =
                (double) x.data[x.at(r) + b * inputs + k]
                    * signIn.values.data[signIn.values.at(r) + b * inputs + k];
            int dyb = dy.at(r) + b * outputs;
            int signsb = signOut.values.at(r) + b * outputs;
            for (int n = 0; n < outputs; n++) {
              product[n] += flipped * dy.data[dyb + n] * signOut.values.data[signsb + n];
            }
          }
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
}
