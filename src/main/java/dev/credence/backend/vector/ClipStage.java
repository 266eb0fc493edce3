package dev.credence.backend.vector;

import dev.credence.op.ClipGlobalNorm;

/**
 * Norm and clipping: sums of squares of fixed chunks in float64, which no float overflows, then the
 * norm, then the scaling where the norm is finite and too large.
 */
final class ClipStage extends ChunkStage {
  private final View gradients;
  private final View norm;
  private final double maxNorm;

  /** Sums of squares and, after the norm stage, one factor per replica. */
  private final double[] partial;

  private final float[] factors;

  private ClipStage(ClipGlobalNorm op) {
    super(op.gradients().shape().replicas(), op.gradients().shape().matrixElements());
    gradients = View.of(op.gradients());
    norm = View.of(op.norm());
    maxNorm = op.maxNorm();
    partial = new double[Math.multiplyExact(replicas, chunks)];
    factors = new float[replicas];
  }

  static void addTo(Plan plan, ClipGlobalNorm op) {
    ClipStage stage = new ClipStage(op);
    plan.add(stage, Uses.reading(op.gradients()).writing(stage));
    plan.add(stage.new Norm(), Uses.reading().writing(stage, op.norm()));
    plan.add(stage.new Scale(), Uses.reading(stage).writing(op.gradients()));
  }

  @Override
  void chunk(int r, int first, int n, Worker worker) {
    int from = gradients.at(r) + first;
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i <= n - 4; i += 4) {
      double g0 = gradients.data[from + i];
      double g1 = gradients.data[from + i + 1];
      double g2 = gradients.data[from + i + 2];
      double g3 = gradients.data[from + i + 3];
      s0 += g0 * g0;
      s1 += g1 * g1;
      s2 += g2 * g2;
      s3 += g3 * g3;
    }
    for (; i < n; i++) {
      double g = gradients.data[from + i];
      s0 += g * g;
    }
    partial[r * chunks + first / CHUNK] = s0 + s1 + (s2 + s3);
  }

  private final class Norm implements Stage {
    @Override
    public int parts() {
      return replicas;
    }

    @Override
    public void run(int r, Worker worker) {
      double sum = 0;
      for (int c = 0; c < chunks; c++) {
        sum += partial[r * chunks + c];
      }
      double length = Math.sqrt(sum);
      norm.data[norm.at(r)] = (float) length;
      boolean clips = length > maxNorm && Float.isFinite((float) length);
      factors[r] = clips ? (float) (maxNorm / length) : 1;
    }
  }

  private final class Scale extends ChunkStage {
    Scale() {
      super(ClipStage.this.replicas, ClipStage.this.elements);
    }

    @Override
    void chunk(int r, int first, int n, Worker worker) {
      if (factors[r] != 1) {
        Elements.scale(factors[r], gradients.data, gradients.at(r) + first, n);
      }
    }
  }
}
