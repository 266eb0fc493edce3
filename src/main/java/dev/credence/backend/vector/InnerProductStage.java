package dev.credence.backend.vector;

import dev.credence.op.InnerProduct;

/**
 * Sums of products of fixed chunks in float64, then their sum: differences of energies of many
 * parameters are small next to the energies.
 */
final class InnerProductStage extends ChunkStage {
  private final View a;
  private final View b;
  private final View out;
  private final double[] partial;

  private InnerProductStage(InnerProduct op) {
    super(op.a().shape().replicas(), op.a().shape().matrixElements());
    a = View.of(op.a());
    b = View.of(op.b());
    out = View.of(op.out());
    partial = new double[Math.multiplyExact(replicas, chunks)];
  }

  static void addTo(Plan plan, InnerProduct op) {
    InnerProductStage stage = new InnerProductStage(op);
    plan.add(stage, Uses.reading(op.a(), op.b()).writing(stage));
    plan.add(stage.new Total(), Uses.reading(stage).writing(op.out()));
  }

  @Override
  void chunk(int r, int first, int n, Worker worker) {
    int p = a.at(r) + first;
    int q = b.at(r) + first;
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i <= n - 4; i += 4) {
      s0 += (double) a.data[p + i] * b.data[q + i];
      s1 += (double) a.data[p + i + 1] * b.data[q + i + 1];
      s2 += (double) a.data[p + i + 2] * b.data[q + i + 2];
      s3 += (double) a.data[p + i + 3] * b.data[q + i + 3];
    }
    for (; i < n; i++) {
      s0 += (double) a.data[p + i] * b.data[q + i];
    }
    partial[r * chunks + first / CHUNK] = s0 + s1 + (s2 + s3);
  }

  private final class Total implements Stage {
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
      out.data[out.at(r)] = (float) sum;
    }
  }
}
