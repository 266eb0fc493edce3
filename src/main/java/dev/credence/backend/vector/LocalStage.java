package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.op.LocalReparameterizedMatMul;
import jdk.incubator.vector.FloatVector;

/**
 * Rows of a locally reparameterised product: v = x^2 sigma^2 + floor and y = x mu + b + sqrt(v)
 * eps. The packed rows of x serve both products, squared in place for the second.
 */
final class LocalStage extends ProductStage {
  private final PanelStage spread;
  private final NormalSource eps;
  private final View variance;
  private final int stride;

  LocalStage(
      LocalReparameterizedMatMul op,
      PanelStage mean,
      PanelStage spread,
      NormalSource eps,
      Scratch scratch) {
    super(
        View.of(op.x(), op.y().shape().replicas()),
        mean,
        op.x().shape().columns(),
        View.ofNullable(op.b(), op.y().shape().replicas()),
        op.y(),
        op.y().shape().replicas(),
        false,
        2,
        scratch);
    this.spread = spread;
    this.eps = eps;
    this.variance = View.of(op.variance());
    this.stride = Products.paddedColumns(outputs);
    scratch.floats(Slots.SECOND, (long) block() * stride);
    scratch.floats(Slots.BLOCK_A, (long) block() * outputs + L);
  }

  @Override
  void second(int r, int begin, int end, int k, int depth, Worker worker) {
    float[] packed = worker.floats(Slots.PACKED);
    RowPacking.square(packed, RowPacking.size(end - begin, depth));
    multiplyInto(
        worker.floats(Slots.SECOND),
        stride,
        spread,
        replicas,
        packed,
        r,
        end - begin,
        k,
        depth,
        LocalReparameterizedMatMul.VARIANCE_FLOOR,
        worker);
  }

  @Override
  void finish(int q, int r, int begin, int end, Worker worker) {
    float[] v = worker.floats(Slots.SECOND);
    float[] noise = worker.floats(Slots.BLOCK_A);
    eps.fill(r, begin * outputs, (end - begin) * outputs, noise, 0);
    for (int b = begin; b < end; b++) {
      int from = (b - begin) * stride;
      int row = b * outputs;
      System.arraycopy(v, from, variance.data, variance.at(r) + row, outputs);
      addNoise(v, from, noise, (b - begin) * outputs, out.data, out.at(r) + row, outputs);
    }
  }

  private static void addNoise(
      float[] v, int vOff, float[] noise, int noiseOff, float[] y, int yOff, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector sum = FloatVector.fromArray(S, y, yOff + i);
      FloatVector e = FloatVector.fromArray(S, noise, noiseOff + i);
      FloatVector.fromArray(S, v, vOff + i).sqrt().fma(e, sum).intoArray(y, yOff + i);
    }
    for (; i < n; i++) {
      float root = (float) Math.sqrt(v[vOff + i]);
      y[yOff + i] = Math.fma(root, noise[noiseOff + i], y[yOff + i]);
    }
  }
}
