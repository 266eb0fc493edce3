package dev.credence.backend.vector;

import dev.credence.backend.StepState;
import dev.credence.op.SampleGaussian;

/** w = mu + sigma eps. */
final class SampleGaussianStage extends ChunkStage {
  private final Weights weights;
  private final View w;

  SampleGaussianStage(SampleGaussian op, StepState state, Scratch scratch) {
    super(op.w().shape().replicas(), op.w().shape().matrixElements());
    weights =
        GaussianWeights.sampled(
            View.of(op.mu(), replicas),
            View.of(op.rho(), replicas),
            op.scale(),
            new NormalSource(op.eps(), replicas, state),
            replicas,
            null,
            elements);
    w = View.of(op.w());
    scratch.floats(Slots.BLOCK_A, CHUNK);
    scratch.floats(Slots.BLOCK_B, CHUNK);
    scratch.floats(Slots.BLOCK_C, CHUNK);
  }

  @Override
  void chunk(int r, int first, int n, Worker worker) {
    float[] own = worker.floats(Slots.BLOCK_A);
    weights.load(r, first, n, own, worker);
    System.arraycopy(own, 0, w.data, w.at(r) + first, n);
  }
}
