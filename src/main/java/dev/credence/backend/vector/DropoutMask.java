package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.backend.StepState;
import dev.credence.op.Noise;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The factors mask / (1 - rate) of a dropout layer. */
final class DropoutMask {
  private final float rate;
  private final float factor;
  private final boolean sharedByRows;
  private final int columns;
  private final StepState state;
  private final int stream;
  private final View given;

  DropoutMask(
      Noise mask, float rate, boolean sharedByRows, int replicas, int columns, StepState state) {
    this.rate = rate;
    this.factor = (float) (1 / (1 - (double) rate));
    this.sharedByRows = sharedByRows;
    this.columns = columns;
    this.state = state;
    this.stream = mask instanceof Noise.Stream s ? s.id() : 0;
    this.given = mask instanceof Noise.Given g ? View.of(g.values(), replicas) : null;
  }

  /** Writes the factors of rows {@code begin} to {@code end}; {@code out} is whole vectors long. */
  void fill(int r, int begin, int end, float[] out) {
    int first = sharedByRows ? 0 : begin * columns;
    int n = sharedByRows ? columns : (end - begin) * columns;
    if (given != null) {
      System.arraycopy(given.data, given.at(r) + first, out, 0, n);
      Elements.scale(factor, out, 0, n);
    } else {
      int replica = state.firstReplica() + r;
      VectorUniforms.fill(state.seed(), stream, state.step(), replica, first, out, 0, n);
      threshold(out, n);
    }
    for (int b = 1; sharedByRows && b < end - begin; b++) {
      System.arraycopy(out, 0, out, b * columns, columns);
    }
  }

  private void threshold(float[] a, int n) {
    FloatVector kept = FloatVector.broadcast(S, factor);
    for (int i = 0; i < n; i += L) {
      FloatVector u = FloatVector.fromArray(S, a, i);
      kept.blend(0f, u.compare(VectorOperators.LT, rate)).intoArray(a, i);
    }
  }
}
