package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.backend.StepState;
import dev.credence.op.LangevinStep;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** out = keep x + rate scale direction + spread eps, without the terms whose coefficient is 0. */
final class LangevinStage extends ChunkStage {
  private final View x;
  private final View direction;
  private final View scale;
  private final View coefficients;
  private final NormalSource eps;
  private final View out;

  LangevinStage(LangevinStep op, StepState state, Scratch scratch) {
    super(op.out().shape().replicas(), op.out().shape().matrixElements());
    x = View.of(op.x());
    direction = View.of(op.direction());
    scale = View.of(op.scale(), replicas);
    coefficients = View.of(op.coefficients(), replicas);
    eps = op.eps() == null ? null : new NormalSource(op.eps(), replicas, state);
    out = View.of(op.out());
    scratch.floats(Slots.BLOCK_A, CHUNK);
    scratch.floats(Slots.BLOCK_B, CHUNK);
    scratch.floats(Slots.BLOCK_C, CHUNK);
  }

  @Override
  void chunk(int r, int first, int n, Worker worker) {
    float keep = coefficients.data[coefficients.at(r) + LangevinStep.KEEP];
    float rate = coefficients.data[coefficients.at(r) + LangevinStep.RATE];
    float spread = eps == null ? 0 : coefficients.data[coefficients.at(r) + LangevinStep.SPREAD];
    float[] sum = worker.floats(Slots.BLOCK_A);
    float[] term = worker.floats(Slots.BLOCK_B);
    float[] scales = worker.floats(Slots.BLOCK_C);
    System.arraycopy(scale.data, scale.at(r) + first, scales, 0, n);
    if (keep == 0) {
      Arrays.fill(sum, 0, n, 0);
    } else {
      System.arraycopy(x.data, x.at(r) + first, sum, 0, n);
      Elements.scale(keep, sum, 0, n);
    }
    if (rate != 0) {
      System.arraycopy(direction.data, direction.at(r) + first, term, 0, n);
      Elements.addScaledProduct(rate, term, 0, scales, 0, sum, 0, n);
    }
    if (spread != 0) {
      eps.fill(r, first, n, term, 0);
      silence(term, scales, Lanes.padded(n));
      Elements.addMultiple(spread, term, 0, sum, 0, n);
    }
    System.arraycopy(sum, 0, out.data, out.at(r) + first, n);
  }

  /** Noise becomes 0 where the scale is 0. */
  private static void silence(float[] noise, float[] scales, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector s = FloatVector.fromArray(S, scales, i);
      FloatVector v = FloatVector.fromArray(S, noise, i);
      v.blend(0f, s.compare(VectorOperators.EQ, 0f)).intoArray(noise, i);
    }
  }
}
