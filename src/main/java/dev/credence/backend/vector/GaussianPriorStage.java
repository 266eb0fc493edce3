package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.backend.StepState;
import dev.credence.op.GaussianPrior;
import jdk.incubator.vector.FloatVector;

/** energy = sum of (w - m)^2 / (2 s^2). */
final class GaussianPriorStage extends ChunkStage {
  private final GaussianPrior op;
  private final StepState state;
  private final View w;
  private final View prior;
  private final View dw;
  private final ChunkSums sums;

  private GaussianPriorStage(GaussianPrior op, StepState state, Scratch scratch) {
    super(op.w().shape().replicas(), op.w().shape().matrixElements());
    this.op = op;
    this.state = state;
    w = View.of(op.w());
    prior = View.of(op.prior(), replicas);
    dw = op.dw() == null ? null : View.of(op.dw().tensor());
    sums = new ChunkSums(replicas, chunks, scratch);
    scratch.floats(Slots.BLOCK_A, CHUNK);
    scratch.floats(Slots.BLOCK_B, CHUNK);
  }

  static void addTo(Plan plan, GaussianPrior op, StepState state, Scratch scratch) {
    GaussianPriorStage stage = new GaussianPriorStage(op, state, scratch);
    plan.add(stage, Uses.reading(op.w(), op.prior()).writing(op.dw(), stage.sums));
    plan.add(
        stage.sums.totals(View.of(op.energy()), stage.replicas),
        Uses.reading(stage.sums).writing(op.energy()));
  }

  @Override
  void chunk(int q, int first, int n, Worker worker) {
    float[] values = worker.floats(Slots.BLOCK_A);
    float[] energies = worker.floats(Slots.BLOCK_B);
    float m = prior.data[prior.at(q)];
    float s = prior.data[prior.at(q) + 1];
    System.arraycopy(w.data, w.at(q) + first, values, 0, n);
    terms(values, energies, m, s, state.klScale(), Lanes.padded(n));
    sums.put(q, first, Elements.sum(energies, 0, n));
    if (dw != null) {
      Elements.put(values, 0, dw.data, dw.at(q) + first, n, op.dw().accumulates());
    }
  }

  /** energies = terms of the sum; the weights become their gradients. */
  private static void terms(
      float[] values, float[] energies, float m, float s, float scale, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector pull = FloatVector.fromArray(S, values, i).sub(m).div(s);
      pull.mul(pull).mul(0.5f).intoArray(energies, i);
      pull.mul(scale / s).intoArray(values, i);
    }
  }
}
