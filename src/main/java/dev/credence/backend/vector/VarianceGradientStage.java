package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.op.LocalReparameterizedMatMulBackward;
import jdk.incubator.vector.FloatVector;

/** Gradient of the pre-activation variance: dv = dy eps / (2 sqrt(v)). */
final class VarianceGradientStage extends RowStage {
  private final int columns;
  private final View dy;
  private final View variance;
  private final NormalSource eps;
  private final Buffer dv;

  VarianceGradientStage(
      LocalReparameterizedMatMulBackward op, NormalSource eps, Buffer dv, Scratch scratch) {
    super(op.dy().shape().replicas(), op.dy().shape().rows(), 200.0 * op.dy().shape().columns());
    this.columns = op.dy().shape().columns();
    this.dy = View.of(op.dy());
    this.variance = View.of(op.variance());
    this.eps = eps;
    this.dv = dv;
    scratch.floats(Slots.BLOCK_A, (long) block() * columns);
  }

  @Override
  void rows(int r, int begin, int end, Worker worker) {
    int first = begin * columns;
    int n = (end - begin) * columns;
    int to = (r * rows + begin) * columns;
    float[] noise = worker.floats(Slots.BLOCK_A);
    eps.fill(r, first, n, noise, 0);
    slopes(dy.data, dy.at(r) + first, variance.data, variance.at(r) + first, noise, to, n);
  }

  private void slopes(float[] d, int dOff, float[] v, int vOff, float[] noise, int to, int n) {
    float[] out = dv.data();
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector top =
          FloatVector.fromArray(S, d, dOff + i).mul(FloatVector.fromArray(S, noise, i));
      FloatVector root = FloatVector.fromArray(S, v, vOff + i).sqrt();
      top.div(root.add(root)).intoArray(out, to + i);
    }
    for (; i < n; i++) {
      float root = (float) Math.sqrt(v[vOff + i]);
      out[to + i] = d[dOff + i] * noise[i] / (root + root);
    }
  }
}
