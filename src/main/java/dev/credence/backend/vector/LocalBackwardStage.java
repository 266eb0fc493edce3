package dev.credence.backend.vector;

import dev.credence.op.LocalReparameterizedMatMulBackward;

/** Rows of dx = dy mu^T + 2 x (dv (sigma^2)^T). */
final class LocalBackwardStage extends ProductStage {
  private final PanelStage spread;
  private final Buffer dv;
  private final View x;
  private final int resultReplicas;
  private final int resultRows;

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
    secondScratch(scratch);
  }

  @Override
  void packSecond(int r, int begin, int end, int k, int depth, Worker worker) {
    int from = (r * resultRows + begin) * inputs + k;
    RowPacking.pack(dv.data(), from, inputs, end - begin, depth, worker.floats(Slots.SECOND));
  }

  @Override
  void second(int q, int r, int begin, int end, int k, int depth, int j, int width, Worker worker) {
    float[] sum =
        multiplySecond(spread, resultReplicas, r, end - begin, k, depth, j, width, worker);
    for (int b = begin; b < end; b++) {
      int row = b * outputs + j;
      int from = (b - begin) * Lanes.PANEL;
      Elements.addScaledProduct(
          2, x.data, x.at(r) + row, sum, from, out.data, out.at(q) + row, width);
    }
  }
}
