package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.backend.StepState;
import dev.credence.op.GaussianKl;
import jdk.incubator.vector.FloatVector;

/** kl = sum of log(s / sigma) + (sigma^2 + (mu - m)^2) / (2 s^2) - 1/2. */
final class GaussianKlStage extends ChunkStage {
  private final GaussianKl op;
  private final StepState state;
  private final View mu;
  private final View rho;
  private final View prior;
  private final View dmu;
  private final View drho;
  private final ChunkSums sums;

  private GaussianKlStage(GaussianKl op, StepState state, Scratch scratch) {
    super(op.mu().shape().replicas(), op.mu().shape().matrixElements());
    this.op = op;
    this.state = state;
    mu = View.of(op.mu());
    rho = View.of(op.rho());
    prior = View.of(op.prior(), replicas);
    dmu = op.dmu() == null ? null : View.of(op.dmu().tensor());
    drho = op.drho() == null ? null : View.of(op.drho().tensor());
    sums = new ChunkSums(replicas, chunks, scratch);
    scratch.floats(Slots.BLOCK_A, CHUNK);
    scratch.floats(Slots.BLOCK_B, CHUNK);
    scratch.floats(Slots.BLOCK_C, CHUNK);
    scratch.floats(Slots.BLOCK_D, CHUNK);
  }

  static void addTo(Plan plan, GaussianKl op, StepState state, Scratch scratch) {
    GaussianKlStage stage = new GaussianKlStage(op, state, scratch);
    plan.add(
        stage,
        Uses.reading(op.mu(), op.rho(), op.prior()).writing(op.dmu(), op.drho(), stage.sums));
    plan.add(
        stage.sums.totals(View.of(op.kl()), stage.replicas),
        Uses.reading(stage.sums).writing(op.kl()));
  }

  @Override
  void chunk(int q, int first, int n, Worker worker) {
    float[] a = worker.floats(Slots.BLOCK_A);
    float[] sigma = worker.floats(Slots.BLOCK_B);
    float[] slope = worker.floats(Slots.BLOCK_C);
    float[] out = worker.floats(Slots.BLOCK_D);
    float m = prior.data[prior.at(q)];
    float s = prior.data[prior.at(q) + 1];
    float scale = state.klScale();
    int whole = Lanes.padded(n);
    System.arraycopy(rho.data, rho.at(q) + first, a, 0, n);
    Sigma.of(op.scale(), a, sigma, slope, whole);
    if (drho != null) {
      Sigma.logDerivative(op.scale(), a, sigma, slope, out, whole);
      slopes(sigma, slope, out, s, scale, whole);
      int to = drho.at(q) + first;
      Elements.put(out, 0, drho.data, to, n, op.drho().accumulates());
    }
    System.arraycopy(sigma, 0, out, 0, whole);
    Sigma.log(op.scale(), a, out, whole);
    System.arraycopy(mu.data, mu.at(q) + first, a, 0, n);
    terms(a, sigma, out, m, s, (float) Math.log(s), scale, whole);
    sums.put(q, first, Elements.sum(out, 0, n, worker.lanes));
    if (dmu != null) {
      Elements.put(a, 0, dmu.data, dmu.at(q) + first, n, op.dmu().accumulates());
    }
  }

  /** out = scale (sigma sigma' / s^2 - out), where out held d log sigma / d rho. */
  private static void slopes(
      float[] sigma, float[] slope, float[] out, float s, float scale, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector ratio = FloatVector.fromArray(S, sigma, i).div(s);
      FloatVector pull = FloatVector.fromArray(S, slope, i).div(s);
      ratio.mul(pull).sub(FloatVector.fromArray(S, out, i)).mul(scale).intoArray(out, i);
    }
  }

  /** out = terms of the sum, where out held log sigma; mu becomes its gradient. */
  private static void terms(
      float[] mu, float[] sigma, float[] out, float m, float s, float logS, float scale, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector ratio = FloatVector.fromArray(S, sigma, i).div(s);
      FloatVector pull = FloatVector.fromArray(S, mu, i).sub(m).div(s);
      FloatVector squares = pull.fma(pull, ratio.mul(ratio)).sub(1f).mul(0.5f);
      squares.add(FloatVector.fromArray(S, out, i).neg().add(logS)).intoArray(out, i);
      pull.mul(scale / s).intoArray(mu, i);
    }
  }
}
