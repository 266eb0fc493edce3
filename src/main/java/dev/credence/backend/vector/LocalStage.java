package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.op.LocalReparameterizedMatMul;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Rows of a locally reparameterised product: v = x^2 sigma^2 + floor and y = x mu + b + sqrt(v)
 * eps. The rows of x are packed once and copied squared for the second product.
 */
final class LocalStage extends ProductStage {
  private final PanelStage spread;
  private final NormalSource eps;
  private final View variance;

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
    secondScratch(scratch);
    scratch.floats(Slots.FLOOR, Lanes.PANEL);
    scratch.floats(Slots.BLOCK_A, (long) block() * outputs + L);
  }

  @Override
  void packSecond(int r, int begin, int end, int k, int depth, Worker worker) {
    int size = RowPacking.size(end - begin, depth);
    RowPacking.square(worker.floats(Slots.PACKED), worker.floats(Slots.SECOND), size);
    Arrays.fill(worker.floats(Slots.FLOOR), LocalReparameterizedMatMul.VARIANCE_FLOOR);
  }

  @Override
  void second(int q, int r, int begin, int end, int k, int depth, int j, int width, Worker worker) {
    int to = variance.at(r) + begin * outputs + j;
    boolean fresh = k == 0;
    Products.multiply(
        worker.floats(Slots.SECOND),
        end - begin,
        depth,
        spread.panels(),
        spread.at(r, replicas) + k * Lanes.PANEL + j / Lanes.PANEL * spread.stride(),
        width,
        fresh ? worker.floats(Slots.FLOOR) : variance.data,
        fresh ? 0 : to,
        fresh ? 0 : outputs,
        variance.data,
        to,
        outputs,
        worker.floats(Slots.EDGE));
  }

  @Override
  void finish(int r, int begin, int end, Worker worker) {
    float[] noise = worker.floats(Slots.BLOCK_A);
    int first = begin * outputs;
    int n = (end - begin) * outputs;
    eps.fill(r, first, n, noise, 0);
    addNoise(variance.data, variance.at(r) + first, noise, 0, out.data, out.at(r) + first, n);
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
