package dev.credence.backend.vector;

import dev.credence.op.LocalReparameterizedMatMulBackward;

/** Rows of dx = dy mu^T + 2 x (dv (sigma^2)^T). */
final class LocalBackwardStage extends ProductStage {
  private final PanelStage spread;
  private final Buffer dv;
  private final View x;
  private final int resultReplicas;
  private final int resultRows;
  private final int stride;

  LocalBackwardStage(
      LocalReparameterizedMatMulBackward op,
      PanelStage mean,
      PanelStage spread,
      Buffer dv,
      Scratch scratch) {
    super(
        View.of(op.dy(), op.dy().shape().replicas()),
        mean,
        op.dy().shape().columns(),
        null,
        op.dx().tensor(),
        op.dy().shape().replicas(),
        op.dx().accumulates(),
        2,
        scratch);
    this.spread = spread;
    this.dv = dv;
    this.resultReplicas = op.dy().shape().replicas();
    this.resultRows = op.dy().shape().rows();
    this.x = View.of(op.x(), resultReplicas);
    this.stride = Products.paddedColumns(outputs);
    scratch.floats(Slots.SECOND, (long) block() * stride);
  }

  @Override
  void second(int r, int begin, int end, int k, int depth, Worker worker) {
    float[] packed = worker.floats(Slots.PACKED);
    int from = (r * resultRows + begin) * inputs + k;
    RowPacking.pack(dv.data(), from, inputs, end - begin, depth, packed);
    multiplyInto(
        worker.floats(Slots.SECOND),
        stride,
        spread,
        resultReplicas,
        packed,
        r,
        end - begin,
        k,
        depth,
        0,
        worker);
  }

  @Override
  void finish(int q, int r, int begin, int end, Worker worker) {
    float[] sum = worker.floats(Slots.SECOND);
    for (int b = begin; b < end; b++) {
      int row = b * outputs;
      Elements.addScaledProduct(
          2, x.data, x.at(r) + row, sum, (b - begin) * stride, out.data, out.at(q) + row, outputs);
    }
  }
}
