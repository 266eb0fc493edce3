package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.backend.StepState;
import dev.credence.op.GaussianPrior;
import jdk.incubator.vector.FloatVector;

/** energy = sum of precision (theta - mean)^2 / 2. */
final class GaussianPriorStage extends ChunkStage {
  private final GaussianPrior op;
  private final StepState state;
  private final View parameters;
  private final View mean;
  private final View precision;
  private final View gradient;
  private final ChunkSums sums;

  private GaussianPriorStage(GaussianPrior op, StepState state, Scratch scratch) {
    super(op.parameters().shape().replicas(), op.parameters().shape().matrixElements());
    this.op = op;
    this.state = state;
    parameters = View.of(op.parameters());
    mean = View.of(op.mean(), replicas);
    precision = View.of(op.precision(), replicas);
    gradient = op.gradient() == null ? null : View.of(op.gradient().tensor());
    sums = new ChunkSums(replicas, chunks, scratch);
    scratch.floats(Slots.BLOCK_A, CHUNK);
    scratch.floats(Slots.BLOCK_B, CHUNK);
    scratch.floats(Slots.BLOCK_C, CHUNK);
  }

  static void addTo(Plan plan, GaussianPrior op, StepState state, Scratch scratch) {
    GaussianPriorStage stage = new GaussianPriorStage(op, state, scratch);
    plan.add(
        stage,
        Uses.reading(op.parameters(), op.mean(), op.precision())
            .writing(op.gradient(), stage.sums));
    plan.add(
        stage.sums.totals(View.of(op.energy()), stage.replicas),
        Uses.reading(stage.sums).writing(op.energy()));
  }

  @Override
  void chunk(int r, int first, int n, Worker worker) {
    float[] terms = worker.floats(Slots.BLOCK_A);
    float[] pull = worker.floats(Slots.BLOCK_B);
    float[] centre = worker.floats(Slots.BLOCK_C);
    System.arraycopy(parameters.data, parameters.at(r) + first, terms, 0, n);
    System.arraycopy(precision.data, precision.at(r) + first, pull, 0, n);
    System.arraycopy(mean.data, mean.at(r) + first, centre, 0, n);
    terms(terms, pull, centre, Lanes.padded(n));
    sums.put(r, first, Elements.sum(terms, 0, n, worker.lanes));
    if (gradient != null) {
      Elements.scale(state.klScale(), pull, 0, n);
      int to = gradient.at(r) + first;
      Elements.put(pull, 0, gradient.data, to, n, op.gradient().accumulates());
    }
  }

  /** theta becomes the term of the sum, the precision its slope. */
  private static void terms(float[] theta, float[] precision, float[] mean, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector distance =
          FloatVector.fromArray(S, theta, i).sub(FloatVector.fromArray(S, mean, i));
      FloatVector slope = FloatVector.fromArray(S, precision, i).mul(distance);
      slope.intoArray(precision, i);
      slope.mul(distance).mul(0.5f).intoArray(theta, i);
    }
  }
}
