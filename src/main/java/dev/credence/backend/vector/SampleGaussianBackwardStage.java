package dev.credence.backend.vector;

import dev.credence.backend.StepState;
import dev.credence.op.SampleGaussianBackward;

/** dmu = dw and drho = dw eps sigma'(rho), summed over the replicas that share mu. */
final class SampleGaussianBackwardStage extends ChunkStage {
  private final SampleGaussianBackward op;
  private final int group;
  private final View rho;
  private final View dw;
  private final View dmu;
  private final View drho;
  private final NormalSource eps;

  SampleGaussianBackwardStage(SampleGaussianBackward op, StepState state, Scratch scratch) {
    super(op.rho().shape().replicas(), op.rho().shape().matrixElements());
    this.op = op;
    int samples = op.dw().shape().replicas();
    group = samples / replicas;
    rho = View.of(op.rho());
    dw = View.of(op.dw());
    dmu = op.dmu() == null ? null : View.of(op.dmu().tensor());
    drho = op.drho() == null ? null : View.of(op.drho().tensor());
    eps = new NormalSource(op.eps(), samples, state);
    scratch.floats(Slots.BLOCK_A, CHUNK);
    scratch.floats(Slots.BLOCK_B, CHUNK);
    scratch.floats(Slots.BLOCK_C, CHUNK);
  }

  @Override
  void chunk(int q, int first, int n, Worker worker) {
    float[] rhos = worker.floats(Slots.BLOCK_A);
    float[] slope = worker.floats(Slots.BLOCK_B);
    float[] noise = worker.floats(Slots.BLOCK_C);
    if (drho != null) {
      System.arraycopy(rho.data, rho.at(q) + first, rhos, 0, n);
      Sigma.of(op.scale(), rhos, noise, slope, Lanes.padded(n));
    }
    for (int g = 0; g < group; g++) {
      int r = q * group + g;
      int from = dw.at(r) + first;
      if (dmu != null) {
        boolean add = g > 0 || op.dmu().accumulates();
        Elements.put(dw.data, from, dmu.data, dmu.at(q) + first, n, add);
      }
      if (drho != null) {
        boolean add = g > 0 || op.drho().accumulates();
        eps.fill(r, first, n, noise, 0);
        Elements.putProduct(noise, 0, slope, 0, noise, 0, n, false);
        Elements.putProduct(noise, 0, dw.data, from, drho.data, drho.at(q) + first, n, add);
      }
    }
  }
}
