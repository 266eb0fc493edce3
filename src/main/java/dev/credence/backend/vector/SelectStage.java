package dev.credence.backend.vector;

import dev.credence.op.SelectReplicas;

/** target = source where the replica's mask is not 0. */
final class SelectStage extends ChunkStage {
  private final View mask;
  private final View source;
  private final View target;

  SelectStage(SelectReplicas op) {
    super(op.target().shape().replicas(), op.target().shape().matrixElements());
    mask = View.of(op.mask(), replicas);
    source = View.of(op.source());
    target = View.of(op.target());
  }

  @Override
  void chunk(int r, int first, int n, Worker worker) {
    if (mask.data[mask.at(r)] != 0) {
      System.arraycopy(source.data, source.at(r) + first, target.data, target.at(r) + first, n);
    }
  }
}
